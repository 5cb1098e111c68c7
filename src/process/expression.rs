//! Conditions and values over the variables of a process. Every format writes them in its own way.

use serde::ser::{Serialize, SerializeMap, Serializer};

/// Whether something is so, by the variables of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// Always, or never.
    Constant(bool),
    /// The variable is true.
    Is(String),
    /// The variable has a value at all.
    Known(String),
    /// The moment the variable holds has come.
    Reached(String),
    /// The variable is this whole number.
    Equals(String, u32),
    /// What the event names is this.
    Names(String),
    /// The variable is at most this.
    AtMost(String, u32),
    /// It is not so.
    Not(Box<Expression>),
    /// All of it is so.
    All(Vec<Expression>),
    /// At least one of them is so.
    Any(Vec<Expression>),
}

use Expression::{All, Any, Constant};

impl Expression {
    /// Always so.
    pub const ALWAYS: Expression = Constant(true);
    /// Never so.
    pub const NEVER: Expression = Constant(false);

    /// The variable is true.
    pub fn is(variable: impl Into<String>) -> Self {
        Expression::Is(variable.into())
    }

    /// All of them, as short as it can be said.
    pub fn all(parts: impl IntoIterator<Item = Expression>) -> Self {
        let mut all: Vec<Expression> = Vec::new();
        for part in parts {
            match part {
                Constant(true) => {}
                Constant(false) => return Constant(false),
                All(inner) => inner.into_iter().for_each(|part| add(&mut all, part)),
                part => add(&mut all, part),
            }
        }
        only(all, Constant(true), All)
    }

    /// At least one of them, as short as it can be said.
    pub fn any(parts: impl IntoIterator<Item = Expression>) -> Self {
        let mut any: Vec<Expression> = Vec::new();
        for part in parts {
            match part {
                Constant(false) => {}
                Constant(true) => return Constant(true),
                Any(inner) => inner.into_iter().for_each(|part| add(&mut any, part)),
                part => add(&mut any, part),
            }
        }
        only(any, Constant(false), Any)
    }

    /// The opposite.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Constant(so) => Constant(!so),
            Expression::Not(inner) => *inner,
            other => Expression::Not(Box::new(other)),
        }
    }

    /// This and another.
    #[must_use]
    pub fn and(self, other: Expression) -> Self {
        Self::all([self, other])
    }

    /// This or another.
    #[must_use]
    pub fn or(self, other: Expression) -> Self {
        Self::any([self, other])
    }
}

fn add(to: &mut Vec<Expression>, part: Expression) {
    if !to.contains(&part) {
        to.push(part);
    }
}

fn only(mut parts: Vec<Expression>, none: Expression, several: impl Fn(Vec<Expression>) -> Expression) -> Expression {
    match parts.len() {
        0 => none,
        1 => parts.remove(0),
        _ => several(parts),
    }
}

/// What a variable is set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// No value.
    Nothing,
    /// Yes or no.
    Truth(bool),
    /// A whole number.
    Number(u32),
    /// Whether this is so.
    Whether(Expression),
    /// As much as another variable, and one more.
    OneMoreThan(String),
    /// The stage the event names.
    Landing,
    /// The present moment.
    Now,
    /// By when something is due: the key of a length of time, and the moments it is counted from, the first that is known.
    Deadline {
        /// One of the companion's times.
        time: String,
        /// Variables that hold moments.
        from: Vec<String>,
    },
    /// The first moment at which one of these deadlines has run out.
    Earliest(Vec<String>),
    /// The last of these deadlines that has a date, as the moment at which it has run out.
    Last(Vec<String>),
    /// So long before a moment.
    Before {
        /// One of the companion's times.
        time: String,
        /// The variable that holds the moment.
        moment: String,
    },
}

/// A variable is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    /// Which.
    pub variable: String,
    /// To what.
    pub to: Value,
    /// Only if this is so.
    pub only_if: Expression,
}

impl Set {
    /// The variable is set to a value.
    pub fn to(variable: impl Into<String>, to: Value) -> Self {
        Set { variable: variable.into(), to, only_if: Expression::ALWAYS }
    }

    /// The variable is set to yes or no.
    pub fn truth(variable: impl Into<String>, so: bool) -> Self {
        Set::to(variable, Value::Truth(so))
    }

    /// The same, only if something is so.
    #[must_use]
    pub fn only_if(self, only_if: Expression) -> Self {
        Set { only_if, ..self }
    }
}

// ── as JSON ─────────────────────────────────────────────────────────────────────────────────────

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Constant(so) => to.serialize_bool(*so),
            Expression::Is(variable) => one(to, "is", variable),
            Expression::Known(variable) => one(to, "known", variable),
            Expression::Reached(variable) => one(to, "reached", variable),
            Expression::Equals(variable, number) => one(to, "eq", &(variable, number)),
            Expression::Names(what) => one(to, "eq", &("event.what", what)),
            Expression::AtMost(variable, number) => one(to, "le", &(variable, number)),
            Expression::Not(inner) => one(to, "not", inner),
            All(parts) => one(to, "all", parts),
            Any(parts) => one(to, "any", parts),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Nothing => to.serialize_none(),
            Value::Truth(so) => to.serialize_bool(*so),
            Value::Number(number) => to.serialize_u32(*number),
            Value::Whether(expression) => one(to, "expr", expression),
            Value::OneMoreThan(variable) => one(to, "plus", &(variable, 1)),
            Value::Landing => one(to, "var", "event.landing"),
            Value::Now => one(to, "now", &true),
            Value::Deadline { time, from } => one(to, "deadline", &(time, from)),
            Value::Earliest(variables) => one(to, "earliest", variables),
            Value::Last(variables) => one(to, "last", variables),
            Value::Before { time, moment } => one(to, "before", &(time, moment)),
        }
    }
}

/// `[variable, value]`, or `[variable, value, condition]`.
impl Serialize for Set {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match &self.only_if {
            Constant(true) => (&self.variable, &self.to).serialize(to),
            only_if => (&self.variable, &self.to, only_if).serialize(to),
        }
    }
}

fn one<S: Serializer, T: Serialize + ?Sized>(to: S, key: &str, value: &T) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(1))?;
    map.serialize_entry(key, value)?;
    map.end()
}
