//! The gazetteer's data: who held which office when, what names may mean, and that the tables are sound.

use chancery::knowledge::gazetteer::{
    Coverage, Entry, Gazetteer, Gender, How, KinRelation, OfficeType, Standing, Term, TermStatus,
    fold,
};
use chancery::text::PartialDate;
use proptest::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};
use unicode_normalization::is_nfc;

static GAZETTEER: LazyLock<Gazetteer> =
    LazyLock::new(|| Gazetteer::embedded().expect("the embedded gazetteer loads"));

const FILES: [&str; 6] = [
    "countries",
    "office-titles",
    "organizations",
    "people",
    "places",
    "terms",
];

fn date(text: &str) -> PartialDate {
    text.parse().expect("a date")
}

/// Ids of what a form may name, in order.
fn ids(form: &str) -> Vec<&'static str> {
    GAZETTEER
        .lookup(form)
        .iter()
        .map(|c| c.entry.id.as_str())
        .collect()
}

/// Ids of the holders of "the TITLE of JURISDICTION" at a date.
fn holders(jurisdiction: &str, title: &str, at: &str) -> Vec<&'static str> {
    GAZETTEER
        .holder_by_title(jurisdiction, title, date(at))
        .iter()
        .map(|e| e.id.as_str())
        .collect()
}

/// One office a line: jurisdiction, title, date, who held it.
const OFFICES: &str = "
united-states; president; 1990-06-01; george-h-w-bush
united-states; president; 1995-06-01; bill-clinton
united-states; president; 2001-01-20; george-w-bush
united-states; president; 2008-11-05; george-w-bush
united-states; president; 2009-01-21; barack-obama
united-states; president; 2017-01-19; barack-obama
united-states; president; 2017-01-20; donald-trump
united-states; president; 2022-05; joe-biden
united-states; president; 2025-03-01; donald-trump
united-states; vice president; 2019-06-01; mike-pence
united-states; vice president; 2023-06-01; kamala-harris
united-states; secretary of state; 2003-02-05; colin-powell
united-states; secretary of state; 2010-06-01; hillary-clinton
united-states; secretary of state; 2014-06-01; john-kerry
united-states; secretary of state; 2018-06-12; mike-pompeo
united-states; secretary of state; 2023-06-18; antony-blinken
united-states; secretary of defense; 2003-03-20; donald-rumsfeld
united-states; defense secretary; 2018-02-01; james-mattis
united-states; house speaker; 2019-01-04; nancy-pelosi
united-states; national security adviser; 2019-07-01; john-bolton
united-kingdom; prime minister; 1990-11-01; margaret-thatcher
united-kingdom; prime minister; 1992-04-10; john-major
united-kingdom; prime minister; 2003-03-20; tony-blair
united-kingdom; prime minister; 2008-10-08; gordon-brown
united-kingdom; prime minister; 2016-07-12; david-cameron
united-kingdom; prime minister; 2017-06-09; theresa-may
united-kingdom; prime minister; 2019-07-25; boris-johnson
united-kingdom; prime minister; 2022-10-01; liz-truss
united-kingdom; pm; 2023-01-01; rishi-sunak
united-kingdom; prime minister; 2024-07-06; keir-starmer
united-kingdom; queen; 2012-06-05; elizabeth-ii
united-kingdom; king; 2023-05-06; charles-iii
united-kingdom; foreign secretary; 2018-03-15; boris-johnson
united-kingdom; home secretary; 2012-06-01; theresa-may
united-kingdom; chancellor; 2012-06-01; george-osborne
united-kingdom; leader of the opposition; 2018-06-01; jeremy-corbyn
france; president; 1990-06-01; francois-mitterrand
france; president; 1998-07-12; jacques-chirac
france; president; 2010-06-01; nicolas-sarkozy
france; president; 2015-11-13; francois-hollande
france; president; 2019-04-15; emmanuel-macron
france; prime minister; 2019-04-15; edouard-philippe
france; foreign minister; 2003-02-14; dominique-de-villepin
germany; chancellor; 1990-10-03; helmut-kohl
germany; chancellor; 2002-09-01; gerhard-schroder
germany; chancellor; 2015-09-04; angela-merkel
germany; chancellor; 2022-02-27; olaf-scholz
germany; chancellor; 2025-06-01; friedrich-merz
germany; president; 2018-06-01; frank-walter-steinmeier
germany; foreign minister; 2000-06-01; joschka-fischer
russia; president; 1993-10-04; boris-yeltsin
russia; president; 2001-09-11; vladimir-putin
russia; president; 2009-07-06; dmitry-medvedev
russia; prime minister; 2009-07-06; vladimir-putin
russia; president; 2014-03-18; vladimir-putin
russia; foreign minister; 2015-09-30; sergei-lavrov
russia; defence minister; 2022-02-24; sergei-shoigu
soviet-union; president; 1991-08-19; mikhail-gorbachev
china; president; 1998-06-27; jiang-zemin
china; president; 2008-08-08; hu-jintao
china; president; 2017-11-09; xi-jinping
china; premier; 2005-06-01; wen-jiabao
china; foreign minister; 2023-03-01; qin-gang
china; foreign minister; 2024-03-01; wang-yi
japan; prime minister; 2002-09-17; junichiro-koizumi
japan; prime minister; 2016-05-27; shinzo-abe
japan; prime minister; 2022-07-08; fumio-kishida
japan; emperor; 2015-08-15; akihito
south-korea; president; 2000-06-15; kim-dae-jung
south-korea; president; 2007-10-04; roh-moo-hyun
south-korea; president; 2016-11-01; park-geun-hye
south-korea; president; 2018-04-27; moon-jae-in
south-korea; president; 2023-04-26; yoon-suk-yeol
north-korea; leader; 1992-06-01; kim-il-sung
north-korea; leader; 2002-09-17; kim-jong-il
north-korea; supreme leader; 2018-06-12; kim-jong-un
india; prime minister; 1999-02-20; atal-bihari-vajpayee
india; prime minister; 2008-11-26; manmohan-singh
india; prime minister; 2019-02-26; narendra-modi
pakistan; prime minister; 1994-06-01; benazir-bhutto
pakistan; prime minister; 2019-02-26; imran-khan
pakistan; president; 2005-06-01; pervez-musharraf
iran; president; 1999-06-01; mohammad-khatami
iran; president; 2007-06-01; mahmoud-ahmadinejad
iran; president; 2015-07-14; hassan-rouhani
iran; supreme leader; 2015-07-14; ali-khamenei
iran; foreign minister; 2015-07-14; mohammad-javad-zarif
iraq; president; 2003-03-20; saddam-hussein
iraq; prime minister; 2008-06-01; nouri-al-maliki
syria; president; 1995-06-01; hafez-al-assad
syria; president; 2013-08-21; bashar-al-assad
israel; prime minister; 1993-09-13; yitzhak-rabin
israel; prime minister; 2005-08-15; ariel-sharon
israel; prime minister; 2018-05-14; benjamin-netanyahu
israel; prime minister; 2021-09-01; naftali-bennett
palestine; president; 2000-07-25; yasser-arafat
palestine; president; 2014-06-01; mahmoud-abbas
egypt; president; 2010-06-01; hosni-mubarak
egypt; president; 2013-01-01; mohamed-morsi
egypt; president; 2019-01-01; abdel-fattah-al-sisi
saudi-arabia; king; 2010-06-01; king-abdullah-of-saudi-arabia
saudi-arabia; king; 2018-10-02; king-salman
saudi-arabia; crown prince; 2018-10-02; mohammed-bin-salman
jordan; king; 1994-10-26; king-hussein
jordan; king; 2004-06-01; king-abdullah-ii
turkey; president; 2010-06-01; abdullah-gul
turkey; prime minister; 2010-06-01; recep-tayyip-erdogan
turkey; president; 2016-07-15; recep-tayyip-erdogan
ukraine; president; 2013-11-21; viktor-yanukovych
ukraine; president; 2015-02-12; petro-poroshenko
ukraine; president; 2022-02-24; volodymyr-zelensky
belarus; president; 2020-08-09; alexander-lukashenko
poland; president; 2010-04-09; lech-kaczynski
poland; prime minister; 2010-06-01; donald-tusk
hungary; prime minister; 2015-09-01; viktor-orban
italy; prime minister; 2009-07-08; silvio-berlusconi
italy; prime minister; 2023-06-01; giorgia-meloni
spain; prime minister; 2004-03-11; jose-maria-aznar
spain; prime minister; 2017-10-27; mariano-rajoy
greece; prime minister; 2015-07-05; alexis-tsipras
canada; prime minister; 2005-06-01; paul-martin
canada; prime minister; 2018-06-09; justin-trudeau
mexico; president; 2019-06-01; andres-manuel-lopez-obrador
brazil; president; 2005-06-01; luiz-inacio-lula-da-silva
brazil; president; 2020-06-01; jair-bolsonaro
argentina; president; 2001-06-01; fernando-de-la-rua
argentina; president; 2024-06-01; javier-milei
venezuela; president; 2006-09-20; hugo-chavez
venezuela; president; 2019-02-01; nicolas-maduro
colombia; president; 2016-09-26; juan-manuel-santos
chile; president; 1991-06-01; patricio-aylwin
cuba; president; 2000-06-01; fidel-castro
cuba; president; 2016-03-21; raul-castro
south-africa; president; 1990-02-11; f-w-de-klerk
south-africa; president; 1995-06-24; nelson-mandela
south-africa; president; 2017-06-01; jacob-zuma
zimbabwe; president; 2017-11-01; robert-mugabe
nigeria; president; 2014-04-14; goodluck-jonathan
niger; president; 2022-06-01; mohamed-bazoum
ethiopia; prime minister; 2019-10-11; abiy-ahmed
kenya; president; 2015-06-01; uhuru-kenyatta
liberia; president; 2011-10-07; ellen-johnson-sirleaf
rwanda; president; 1994-04-01; juvenal-habyarimana
democratic-republic-of-the-congo; president; 2010-06-01; joseph-kabila
republic-of-the-congo; president; 2010-06-01; denis-sassou-nguesso
libya; leader; 2004-03-25; muammar-gaddafi
tunisia; president; 2010-12-17; zine-el-abidine-ben-ali
sudan; president; 2009-03-04; omar-al-bashir
australia; prime minister; 2008-02-13; kevin-rudd
australia; prime minister; 2021-09-15; scott-morrison
new-zealand; prime minister; 2019-03-15; jacinda-ardern
philippines; president; 2017-06-01; rodrigo-duterte
indonesia; president; 2001-01-01; abdurrahman-wahid
indonesia; president; 2019-10-10; joko-widodo
vatican-city; pope; 2000-06-01; pope-john-paul-ii
vatican-city; pope; 2010-06-01; benedict-xvi
vatican-city; pope; 2020-06-01; pope-francis
tonga; prime minister; 2019-01-01; akilisi-pohiva
united-nations; secretary-general; 1999-06-01; kofi-annan
united-nations; secretary-general; 2013-06-01; ban-ki-moon
nato; secretary general; 2022-02-24; jens-stoltenberg
european-commission; president; 2016-06-24; jean-claude-juncker
european-council; president; 2016-06-24; donald-tusk
hezbollah; leader; 2006-07-12; hassan-nasrallah
al-qaeda; leader; 2001-09-11; osama-bin-laden
";

#[test]
fn offices_at_a_date() {
    let rows: Vec<Vec<&str>> = OFFICES
        .lines()
        .filter(|l| !l.is_empty())
        .map(|l| l.split("; ").collect())
        .collect();
    assert!(rows.len() >= 100, "{} rows", rows.len());
    for row in rows {
        let [jurisdiction, title, at, holder] = row[..] else {
            panic!("malformed row {row:?}")
        };
        assert_eq!(
            holders(jurisdiction, title, at),
            [holder],
            "{title} of {jurisdiction}, {at}"
        );
    }
}

#[test]
fn a_date_too_vague_names_several() {
    assert_eq!(
        holders("united-states", "president", "2017"),
        ["barack-obama", "donald-trump"]
    );
    assert_eq!(
        holders("united-states", "president", "1980"),
        ["jimmy-carter"]
    );
    assert!(holders("united-states", "prime minister", "2017").len() <= 2);
    assert!(holders("nowhere", "president", "2017").is_empty());
    assert!(holders("united-states", "no such title", "2017").is_empty());
}

#[test]
fn disputed_claims_make_no_president() {
    assert_eq!(
        holders("venezuela", "president", "2019-05-01"),
        ["nicolas-maduro"]
    );
    assert!(
        GAZETTEER
            .office_at("juan-guaido", date("2019-05-01"))
            .iter()
            .any(|t| t.status == TermStatus::Disputed)
    );
}

/// A name, what it may mean (all of it, in any order), and what it must not mean. Names of many holders end in `...`.
const TRAPS: &str = "
Niger = niger ! nigeria
Nigeria = nigeria ! niger
Nigerien = niger ! nigeria
Nigerian = nigeria ! niger
Nigeriens = niger
Nigerians = nigeria
Niger Delta = niger-delta ! niger
Guinea = guinea ! guinea-bissau equatorial-guinea papua-new-guinea
Guinea-Bissau = guinea-bissau ! guinea
Equatorial Guinea = equatorial-guinea ! guinea
Papua New Guinea = papua-new-guinea ! guinea papua
Guinean = guinea
Papua = papua ! papua-new-guinea
Congo = democratic-republic-of-the-congo republic-of-the-congo
Congolese = democratic-republic-of-the-congo republic-of-the-congo
DR Congo = democratic-republic-of-the-congo ! republic-of-the-congo
DRC = democratic-republic-of-the-congo
Democratic Republic of Congo = democratic-republic-of-the-congo ! republic-of-the-congo
Republic of Congo = republic-of-the-congo ! democratic-republic-of-the-congo
Congo-Brazzaville = republic-of-the-congo
Brazzaville = brazzaville republic-of-the-congo
Kinshasa = kinshasa democratic-republic-of-the-congo
Zaire = democratic-republic-of-the-congo
Korea = north-korea south-korea
Korean = north-korea south-korea
North Korea = north-korea ! south-korea
South Korean = south-korea ! north-korea
DPRK = north-korea
ROK = south-korea
Republic of Korea = south-korea ! north-korea
Korean Peninsula = korean-peninsula ! north-korea south-korea
China = china ! taiwan
Republic of China = taiwan ! china
People's Republic of China = china ! taiwan
Georgia = georgia georgia-us-state
Georgian = georgia ! georgia-us-state
South Georgia and the South Sandwich Islands = south-georgia-and-the-south-sandwich-islands ! georgia
Jordanian = jordan
Dominica = dominica ! dominican-republic
Dominican Republic = dominican-republic ! dominica
Dominican = dominica dominican-republic
American = united-states ! american-samoa
American Samoan = american-samoa ! united-states
Latin American = latin-america ! united-states
Samoa = samoa ! american-samoa
US = united-states
U.S. = united-states
U.S = united-states
us =
USA = united-states
UK = united-kingdom
U.K. = united-kingdom
UN = united-nations
WHO = world-health-organization
who =
Who =
it =
turkey =
Turkey = turkey
Türkiye = turkey
TURKIYE = turkey
china =
Chad = chad
chad =
Mali = mali ! somalia
Somalia = somalia ! mali
Somali = somalia ! mali
Iran = iran ! iraq
Iraq = iraq ! iran
Tigran =
Iranian = iran
Oman = oman ! romania
Romania = romania ! oman
Roman = petre-roman rome
Ireland = ireland ! northern-ireland
Northern Ireland = northern-ireland ! ireland
Irish = ireland
India = india ! indiana indonesia
Indian = india
Indiana = indiana
Sudan = sudan ! south-sudan
South Sudan = south-sudan ! sudan
South Sudanese = south-sudan ! sudan
Slovakia = slovakia ! slovenia
Slovenia = slovenia ! slovakia
Austria = austria ! australia
Australian = australia ! austria
Macedonia = north-macedonia macedonia-greece
Burma = myanmar
Swaziland = eswatini
Ivory Coast = ivory-coast
Cote d'Ivoire = ivory-coast
Côte d’Ivoire = ivory-coast
Cabo Verde = cape-verde
Timor-Leste = east-timor
Holland = agnieszka-holland netherlands
The Hague = the-hague netherlands
the Netherlands = netherlands
Saudis = saudi-arabia
Britons = united-kingdom
Emirates = united-arab-emirates
Mexico = mexico ! new-mexico
New Mexico = new-mexico ! mexico
Luxembourg = luxembourg
Gaza = gaza-strip
Gaza City = gaza-city ! gaza-strip
Holy See = vatican-city
St. George's = grenada st-georges
Hague = netherlands the-hague william-hague
Tripoli = libya tripoli tripoli-lebanon
Washington = washington united-states ! washington-state
Washington state = washington-state ! washington
New York = new-york ! new-york-state
Kiev = kyiv ukraine
Kyiv = kyiv ukraine
IS =
Isis = islamic-state
ISIL = islamic-state
Nato = nato
House of Representatives =
National Assembly =
Ministry of Defence =
Supreme Court =
U.S. House of Representatives = us-house-of-representatives
OPEC+ = opec-plus ! opec
Opec = opec ! opec-plus
King Abdullah = king-abdullah-ii king-abdullah-of-saudi-arabia
King Salman = king-salman
Pope Francis = pope-francis
Vatican = vatican vatican-city
NATO's = nato
Democrats = democratic-party
Democratic Republic =
Taliban = taliban ! tehreek-e-taliban-pakistan
Pakistani Taliban = tehreek-e-taliban-pakistan ! taliban
George W. Bush = george-w-bush ! george-h-w-bush jeb-bush
George H.W. Bush = george-h-w-bush ! george-w-bush
George Bush = george-h-w-bush george-w-bush
Kim Jong-un = kim-jong-un ! kim-jong-il kim-il-sung
Kim Jong Un = kim-jong-un
Kim Jong-il = kim-jong-il ! kim-jong-un
Park Chung-hee = park-chung-hee ! park-geun-hye
Park Geun-hye = park-geun-hye ! park-chung-hee
Bill Clinton = bill-clinton ! hillary-clinton
Hillary Rodham Clinton = hillary-clinton ! bill-clinton
Hafez al-Assad = hafez-al-assad ! bashar-al-assad
Bashar Assad = bashar-al-assad ! hafez-al-assad
Laurent Kabila = laurent-desire-kabila ! joseph-kabila
Joseph Kabila = joseph-kabila ! laurent-desire-kabila
Pierre Trudeau = pierre-trudeau ! justin-trudeau
Ferdinand Marcos Jr. = ferdinand-marcos-jr ! ferdinand-marcos
Viktor Orban = viktor-orban
Recep Tayyip Erdogan = recep-tayyip-erdogan
Volodymyr Zelenskiy = volodymyr-zelensky
Volodymyr Zelenskyy = volodymyr-zelensky
Zelenskyy = volodymyr-zelensky
Moammar Gadhafi = muammar-gaddafi
Muammar Qaddafi = muammar-gaddafi
Abdel Fattah el-Sisi = abdel-fattah-al-sisi
al-Sisi = abdel-fattah-al-sisi
Sissi =
Nicolas Sarkozy = nicolas-sarkozy
Nicolás Maduro = nicolas-maduro
Xi = xi-jinping
Jinping =
Tigran Sargsyan = tigran-sargsyan ! serzh-sargsyan
";

#[test]
fn names_that_are_easily_confused() {
    let rows: Vec<&str> = TRAPS.lines().filter(|l| !l.is_empty()).collect();
    assert!(rows.len() >= 60);
    let mut wrong = Vec::new();
    for row in rows {
        let (name, rest) = row.split_once(" =").expect("a row");
        let (may, must_not) = rest.split_once('!').unwrap_or((rest, ""));
        let found: BTreeSet<&str> = ids(name).into_iter().collect();
        let may: BTreeSet<&str> = may.split_whitespace().collect();
        if found != may || must_not.split_whitespace().any(|m| found.contains(m)) {
            wrong.push(format!("{name}: {found:?}, expected {may:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_shared_surname_gives_all_its_holders() {
    for (surname, some) in [
        (
            "Bush",
            &["george-h-w-bush", "george-w-bush", "jeb-bush"][..],
        ),
        ("Clinton", &["bill-clinton", "hillary-clinton"]),
        (
            "Kim",
            &[
                "kim-il-sung",
                "kim-jong-il",
                "kim-jong-un",
                "kim-yo-jong",
                "kim-dae-jung",
            ],
        ),
        ("Park", &["park-chung-hee", "park-geun-hye", "park-jin"]),
        ("Assad", &["bashar-al-assad", "hafez-al-assad"]),
        ("al-Assad", &["bashar-al-assad", "hafez-al-assad"]),
        ("Trudeau", &["justin-trudeau", "pierre-trudeau"]),
        (
            "Gandhi",
            &[
                "indira-gandhi",
                "rahul-gandhi",
                "rajiv-gandhi",
                "sonia-gandhi",
            ],
        ),
        ("Bolton", &["john-bolton"]),
        ("Jordan", &["jordan"]),
    ] {
        let found = ids(surname);
        for id in some {
            assert!(found.contains(id), "{surname}: {found:?} lacks {id}");
        }
    }
}

#[test]
fn office_words_and_middle_names_hide_no_one() {
    for (name, expected) in [
        ("Chancellor Angela Merkel", &["angela-merkel"][..]),
        ("Foreign Minister Sergei Lavrov", &["sergei-lavrov"]),
        (
            "Prime Minister Jacinda Kate Laurell Ardern",
            &["jacinda-ardern"],
        ),
        ("Robert Gabriel Mugabe", &["robert-mugabe"]),
        ("Robert Gabriel Mugabe's", &["robert-mugabe"]),
        // Neither is a head, and a conjunction makes two people.
        ("Jared Corey Kushner", &[]),
        ("Robert and Grace Mugabe", &[]),
        ("President", &[]),
        ("General Nobodyatall", &[]),
        ("General Electric", &["general-electric"]),
    ] {
        assert_eq!(ids(name), expected, "{name}");
    }
    let words = ["President", "Vladimir", "Putin"];
    assert!(GAZETTEER.longest_match(&words).is_none());
}

#[test]
fn namesakes_differ_in_standing() {
    let standing = |id: &str, at: &str| GAZETTEER.standing(id, date(at));
    assert_eq!(standing("donald-trump", "2019-06-01"), Standing::Head);
    assert_eq!(standing("donald-trump", "2015-06-01"), Standing::NoOffice);
    assert_eq!(standing("donald-trump", "2023-06-01"), Standing::Former);
    assert_eq!(standing("melania-trump", "2019-06-01"), Standing::NoOffice);
    assert_eq!(standing("john-bolton", "2019-06-01"), Standing::InOffice);
    assert_eq!(standing("nobody", "2019-06-01"), Standing::NoOffice);
}

#[test]
fn the_longest_name_wins() {
    let find = |words: &[&str]| {
        GAZETTEER
            .longest_match(words)
            .map(|(n, c)| (n, c[0].entry.id.as_str()))
    };
    for (words, expected) in [
        (
            &["Niger", "Delta", "militants"][..],
            Some((2, "niger-delta")),
        ),
        (&["Niger", "'s", "junta"], Some((1, "niger"))),
        (
            &["the", "People", "'s", "Republic", "of", "China", "said"],
            Some((6, "china")),
        ),
        (&["Kim", "Jong", "-", "un", "met"], Some((4, "kim-jong-un"))),
        (&["Kim", "Jong-un"], Some((2, "kim-jong-un"))),
        (
            &["South", "Korea", "'s", "president"],
            Some((2, "south-korea")),
        ),
        (&["U.S.", "President"], Some((1, "united-states"))),
        (&["The", "Kremlin", "said"], Some((2, "kremlin"))),
        (&["us", "to", "go"], None),
        (&["-", "China"], None),
        (&["'s"], None),
        (&[], None),
    ] {
        assert_eq!(find(words), expected, "{words:?}");
    }
}

#[test]
fn capitals_and_palaces_stand_for_their_states() {
    let seat = |form: &str| {
        GAZETTEER
            .lookup(form)
            .iter()
            .find(|c| c.how == How::Seat)
            .map(|c| c.entry.id.as_str())
    };
    for (form, state) in [
        ("Pyongyang", Some("north-korea")),
        ("the Kremlin", Some("russia")),
        ("the White House", Some("united-states")),
        ("Downing Street", Some("united-kingdom")),
        ("Élysée", Some("france")),
        ("the Blue House", Some("south-korea")),
        ("Zhongnanhai", Some("china")),
        ("the Pentagon", Some("us-defense-department")),
        ("Brussels", Some("european-union")),
        ("Geneva", None),
        ("Shanghai", None),
    ] {
        assert_eq!(seat(form), state, "{form}");
    }
}

#[test]
fn epithets_need_their_article() {
    let epithet = |form: &str| GAZETTEER.lookup(form).iter().any(|c| c.how == How::Epithet);
    assert!(epithet("the kingdom") && epithet("The kingdom") && epithet("the North"));
    assert!(!epithet("kingdom") && !epithet("North"));
}

#[test]
fn adjectives_and_codes() {
    let country = |a: &str| GAZETTEER.country_of_adjective(a).map(|e| e.id.as_str());
    assert_eq!(country("North Korean"), Some("north-korea"));
    assert_eq!(country("British"), Some("united-kingdom"));
    assert_eq!(country("Korean"), None);
    assert_eq!(country("Kurdish"), None);
    for (id, code) in [
        ("kosovo", Some("XKX")),
        ("palestine", Some("PSE")),
        ("kim-jong-un", Some("PRK")),
        ("pyongyang", Some("PRK")),
        ("hamas", Some("PSE")),
        ("nato", None),
        ("no-such-thing", None),
    ] {
        assert_eq!(GAZETTEER.iso3(id), code, "{id}");
    }
    let entry = |id: &str| GAZETTEER.get(id).expect("an entry");
    assert_eq!(entry("angela-merkel").gender(), Some(Gender::Female));
    assert_eq!(entry("north-korea").gender(), None);
    assert_eq!(
        GAZETTEER.by_wikidata("Q423").map(|e| e.id.as_str()),
        Some("north-korea")
    );
}

#[test]
fn office_words_differ_by_country() {
    use OfficeType::{FinanceMinister, ForeignMinister, HeadOfGovernment, HeadOfState, Other};
    let offices = |title: &str, place: Option<&str>| {
        GAZETTEER
            .office_title(title, place)
            .map(|t| t.offices.clone())
            .unwrap_or_default()
    };
    for (title, place, expected) in [
        ("president", Some("france"), &[HeadOfState][..]),
        ("president", None, &[HeadOfState]),
        (
            "President",
            Some("united-states"),
            &[HeadOfState, HeadOfGovernment],
        ),
        ("president", Some("iran"), &[HeadOfGovernment]),
        ("chancellor", Some("germany"), &[HeadOfGovernment]),
        ("chancellor", Some("united-kingdom"), &[FinanceMinister]),
        (
            "secretary of state",
            Some("united-states"),
            &[ForeignMinister],
        ),
        ("secretary of state", Some("united-kingdom"), &[Other]),
        ("taoiseach", Some("ireland"), &[HeadOfGovernment]),
        ("dogcatcher", None, &[]),
    ] {
        assert_eq!(offices(title, place), expected, "{title} {place:?}");
    }
}

#[test]
fn a_users_file_adds_and_changes() {
    let file = "kind\tid\tlabel\tgender\tcountry\tfamily_name\taliases\tperson\toffices\ttitle\tjurisdiction\tstart\tend\n\
        # a comment\n\
        person\tjane-doe\tJane Doe\tf\tcanada\tDoe\tJ. Doe\n\
        term\t\t\t\t\t\t\tjane-doe\tother\tMayor of Springfield\tcanada\t2021-05\n\
        country\tcanada\tDominion of Canada\n";
    let gazetteer = Gazetteer::with_overrides("mine.tsv", file).expect("a sound file");
    let canada = gazetteer.get("canada").expect("still there");
    assert_eq!(canada.label, "Dominion of Canada");
    assert_eq!(gazetteer.iso3("canada"), Some("CAN"));
    assert_eq!(gazetteer.lookup("Doe")[0].entry.id, "jane-doe");
    assert_eq!(gazetteer.terms_of("jane-doe").count(), 1);
    let fault = |text: &str| {
        Gazetteer::with_overrides("mine.tsv", text)
            .expect_err("a fault")
            .to_string()
    };
    for (text, message) in [
        (
            "id\tlabel\nx\tX\n",
            "mine.tsv:0: the header has no column `kind`",
        ),
        ("kind\tid\nplanet\tmars\n", "mine.tsv:2: kind `planet`"),
        (
            "kind\tid\tlabel\nperson\tx\tX\n",
            "mine.tsv:2: `gender` is empty",
        ),
        (
            "kind\tid\tlabel\tgender\nperson\tx\tX\tq\n",
            "mine.tsv:2: gender `q`",
        ),
        (
            "kind\tid\tlabel\tgender\tcountry\nperson\tx\tX\tf\tatlantis\n",
            "mine.tsv:2: country `atlantis` is no known country",
        ),
        (
            "kind\tid\tseat\nplace\tx\ty\n",
            "mine.tsv:2: a place has no column `seat`",
        ),
        (
            "kind\nplace\tx\n",
            "mine.tsv:2: 2 cells where the header has 1 columns",
        ),
        ("", "mine.tsv:0: the file has no header line"),
    ] {
        let found = fault(text);
        assert!(found.starts_with(message), "{found}");
    }
}

fn text_of(file: &str) -> &'static str {
    chancery::knowledge::file(&format!("gazetteer/{file}.tsv")).expect("an embedded file")
}

#[test]
fn tables_are_sorted_unique_and_composed() {
    for file in FILES {
        let text = text_of(file);
        assert!(text.starts_with("# "), "{file} says what it is");
        assert!(is_nfc(text), "{file} is in NFC");
        assert!(
            !text.contains(" \t") && !text.contains("\t "),
            "{file}: stray spaces"
        );
        let rows: Vec<&str> = text
            .lines()
            .filter(|l| !l.starts_with('#'))
            .skip(1)
            .collect();
        let keys: Vec<Vec<&str>> = rows
            .iter()
            .map(|r| {
                let cells: Vec<&str> = r.split('\t').collect();
                if file == "office-titles" {
                    vec![cells[0], cells[cells.len() - 1]]
                } else {
                    cells
                }
            })
            .collect();
        for pair in keys.windows(2) {
            assert!(
                pair[0] < pair[1],
                "{file}: {:?} before {:?}",
                pair[0],
                pair[1]
            );
        }
    }
}

/// Two people can't head one state at once, unless the table says that they share or dispute the office.
#[test]
fn offices_of_one_holder_do_not_overlap() {
    let mut by_office: BTreeMap<(&str, OfficeType), Vec<&Term>> = BTreeMap::new();
    for term in GAZETTEER.terms() {
        if matches!(term.status, TermStatus::Joint | TermStatus::Disputed) {
            continue;
        }
        for office in term.offices.iter().filter(|o| o.has_one_holder()) {
            by_office
                .entry((&term.jurisdiction, *office))
                .or_default()
                .push(term);
        }
    }
    let mut overlaps = Vec::new();
    for ((place, office), terms) in by_office {
        for (i, a) in terms.iter().enumerate() {
            for b in &terms[i + 1..] {
                let later = a.start.max(b.start).last_day();
                let shared = PartialDate::from(later);
                if a.person != b.person
                    && a.covers(shared) == Coverage::Certain
                    && b.covers(shared) == Coverage::Certain
                {
                    overlaps.push(format!("{place} {office:?}: {} and {}", a.person, b.person));
                }
            }
        }
    }
    assert!(overlaps.is_empty(), "{}", overlaps.join("\n"));
}

#[test]
fn terms_end_after_they_begin_and_kin_agree() {
    for term in GAZETTEER.terms() {
        assert!(
            term.end
                .is_none_or(|e| e.last_day() >= term.start.first_day()),
            "{} {}",
            term.person,
            term.start
        );
        assert!(!term.offices.is_empty());
    }
    for entry in GAZETTEER.entries() {
        let Some(person) = entry.person() else {
            continue;
        };
        for kin in &person.kin {
            assert_ne!(kin.person, entry.id);
            if kin.relation == KinRelation::ChildOf {
                let parent = GAZETTEER.get(&kin.person).and_then(|p| p.person());
                assert!(
                    parent.is_some_and(|p| p
                        .kin
                        .iter()
                        .all(|k| k.relation != KinRelation::ChildOf || k.person != entry.id)),
                    "{} and {} are each other's children",
                    entry.id,
                    kin.person
                );
            }
        }
    }
}

#[test]
fn codes_and_items_are_unique() {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for entry in GAZETTEER.entries() {
        let codes = entry
            .as_country()
            .into_iter()
            .flat_map(|c| [c.iso3.as_deref(), c.iso2.as_deref()])
            .flatten();
        for code in codes.chain(entry.wikidata.as_deref()) {
            let other = seen.insert(code, &entry.id);
            assert!(other.is_none(), "{code}: {other:?} and {}", entry.id);
        }
    }
    let independent = GAZETTEER
        .entries()
        .filter(|e| {
            e.as_country().is_some_and(|c| {
                c.status == chancery::knowledge::gazetteer::CountryStatus::Independent
            })
        })
        .count();
    assert_eq!(
        independent, 194,
        "193 members of the United Nations, and the Vatican"
    );
}

/// Words that begin sentences and are no names; none may be a name but those marked here, which are.
const COMMON: &str = "a about after all also am an and any are as at back be because been before being but by can come \
    could day did do does down each even every few first for from get give go had has have he her here him his home how i \
    if in into is it its just know last law left life like long look made make man many may me men might more most much \
    must my never new next no not now of off old on one only or other our out over own part peace people place right said \
    same say see she should since so some state still such take than that the their them then there these they thing \
    think this those three through time to today too two under up us use very war was way we week well went were what \
    when where which while who why will with work world would year yes you your monday tuesday wednesday thursday friday \
    saturday sunday january february march april june july august september october november december north south east \
    west president minister king queen police army court government parliament congress senate party leader general \
    talks summit split nice reading bath mobile orange";
const MARKED: [&str; 3] = ["nice", "split", "congress"];

#[test]
fn no_name_is_a_common_word() {
    let common: BTreeSet<&str> = COMMON.split_whitespace().collect();
    let mut found = BTreeSet::new();
    for entry in GAZETTEER.entries() {
        for name in names(entry) {
            let key = fold(name);
            let acronym = name.chars().all(|c| !c.is_lowercase()) && name.len() < 4;
            if common.contains(key.as_str()) && !acronym && !MARKED.contains(&key.as_str()) {
                found.insert(format!("{}: {name}", entry.id));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

fn names(entry: &Entry) -> impl Iterator<Item = &str> {
    std::iter::once(&entry.label)
        .chain(&entry.aliases)
        .chain(&entry.adjectives)
        .chain(&entry.people)
        .map(String::as_str)
}

#[test]
fn every_name_finds_its_entry() {
    for entry in GAZETTEER.entries() {
        for name in names(entry) {
            assert!(
                GAZETTEER
                    .lookup(name)
                    .iter()
                    .any(|c| c.entry.id == entry.id),
                "{name} doesn't find {}",
                entry.id
            );
        }
    }
}

proptest! {
    #[test]
    fn any_text_may_be_looked_up(words in proptest::collection::vec("\\PC{0,12}", 0..6), whole in "\\PC*") {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if let Some((n, found)) = GAZETTEER.longest_match(&words) {
            prop_assert!(n >= 1 && n <= words.len() && !found.is_empty());
        }
        let _ = GAZETTEER.lookup(&whole);
    }
}
