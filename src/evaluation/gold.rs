use serde::Deserialize;

/// What a careful reader takes from one article.
#[derive(Clone, Debug, Deserialize)]
pub struct Gold {
    /// File name of the article, beside the gold file.
    pub document: String,
    /// Publication date, for articles that don't tell their own.
    pub published: Option<String>,
    /// The entities that facts and events speak of.
    pub entities: Vec<GoldEntity>,
    /// Relations and shortcuts between entities.
    pub facts: Vec<GoldFact>,
    /// One entry for each event of the real world.
    #[serde(default)]
    pub events: Vec<GoldEvent>,
}

/// An entity, named in the file by its key.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldEntity {
    /// Its name in this file.
    pub key: String,
    /// Local name of its class.
    #[serde(rename = "type")]
    pub class: String,
    /// Every surface form in the text and usual spellings, the full name first.
    pub labels: Vec<String>,
    /// Its Q number where sure.
    pub wikidata: Option<String>,
    /// Whether it has to be found.
    #[serde(default = "yes")]
    pub core: bool,
}

/// A relation between two entities.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldFact {
    /// Key of the subject.
    pub s: String,
    /// Local name of the property.
    pub p: String,
    /// Key of the object.
    pub o: String,
    /// How surely it is told.
    #[serde(default = "fact")]
    pub factuality: String,
    /// Whether it has to be found.
    #[serde(default = "yes")]
    pub core: bool,
    /// Words of the text that say so.
    #[serde(default)]
    pub quote: String,
}

/// An event with its participants.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldEvent {
    /// Local name of its class.
    #[serde(rename = "type")]
    pub class: String,
    /// Keys of who acts.
    #[serde(default)]
    pub actors: Vec<String>,
    /// Keys of who is acted upon.
    #[serde(default)]
    pub recipients: Vec<String>,
    /// Keys of where.
    #[serde(default)]
    pub places: Vec<String>,
    /// Keys of who may or may not be named as a participant.
    #[serde(default)]
    pub optional: Vec<String>,
    /// When it began, as exact as the text.
    pub start: Option<String>,
    /// How surely it is told.
    #[serde(default = "fact")]
    pub factuality: String,
    /// Whether it has to be found.
    #[serde(default = "yes")]
    pub core: bool,
    /// Nobody is named as actor; the recipient decides.
    #[serde(default)]
    pub agentless: bool,
    /// Words of the text that say so.
    #[serde(default)]
    pub quote: String,
}

fn yes() -> bool {
    true
}

fn fact() -> String {
    "Fact".to_owned()
}
