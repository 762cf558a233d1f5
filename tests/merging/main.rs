//! Many documents into one graph: who is one, which events are one, what is accepted, and that neither order nor threads
//! show in the result.

mod build;
mod change;
mod entities;
mod events;
mod facts;
mod rules;
