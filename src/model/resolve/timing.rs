//! Times, places and events.

use super::*;

impl Resolver {
    pub(super) fn timing(&mut self, node: Node<'_>) -> Option<Timing> {
        let inner = node.children().next()?;
        if inner.kind() == Rule::within {
            return self.within(inner).map(Timing::Within);
        }
        let every = inner.has(Rule::kw_every) || inner.has(Rule::kw_periodically);
        Some(if every {
            Timing::Every(inner.child(Rule::duration).and_then(|length| self.duration(length)))
        } else {
            Timing::Soon(words_of(inner))
        })
    }

    fn within(&mut self, node: Node<'_>) -> Option<Within> {
        let length = match (node.child(Rule::duration), text_of(node)) {
            (Some(length), _) => Length::Time(self.duration(length)?),
            (None, Some(words)) => Length::Words(words),
            (None, None) => return None,
        };
        let mut counted_from = Vec::new();
        for moment in node.all(Rule::moment) {
            counted_from.push(self.moment(moment)?);
        }
        let or_sooner = match node.child(Rule::or_sooner) {
            None => None,
            Some(sooner) => Some(match (text_of(sooner), sooner.child(Rule::cond)) {
                (Some(words), _) => Sooner::Words(words),
                (None, Some(condition)) => Sooner::If(self.condition(condition)?),
                (None, None) => Sooner::Unsaid,
            }),
        };
        let extendable_to = match node.child(Rule::extendable) {
            None => None,
            Some(to) => Some(match to.child(Rule::duration) {
                Some(length) => Length::Time(self.duration(length)?),
                None => Length::Words(text_of(to).unwrap_or_default()),
            }),
        };
        let that_is = match node.child(Rule::that_is).and_then(|that| that.child(Rule::duration)) {
            Some(length) => Some(self.duration(length)?),
            None => None,
        };
        Some(Within {
            usually: node.has(Rule::kw_usually),
            length,
            further: node.has(Rule::a_further),
            counted_from,
            that_is,
            or_sooner,
            extendable_to,
        })
    }

    fn moment(&mut self, node: Node<'_>) -> Option<Moment> {
        if let Some(place) = node.child(Rule::place) {
            let place = self.place(place)?;
            return Some(if node.has(Rule::kw_end) { Moment::EndOf(place) } else { Moment::StartOf(place) });
        }
        Some(text_of(node).map_or_else(|| Moment::Known(words_of(node)), Moment::Words))
    }

    pub(super) fn duration(&mut self, node: Node<'_>) -> Option<Duration> {
        let number = number_of(node);
        if number == 0 {
            self.error(
                Diagnostic::error("no-time-at-all", node.span(), "a limit of nothing leaves nobody time to act")
                    .label("this is no time at all")
                    .help("write a length such as `1 working day`; for something to be done at once, write `immediately`"),
            );
            return None;
        }
        let kind = node.child(Rule::kind_of_day).map(day_kind);
        let unit = match words_of(node.child(Rule::unit)?).trim_end_matches('s') {
            "hour" => Unit::Hours,
            "day" => Unit::Days,
            "week" => Unit::Weeks,
            "month" => Unit::Months,
            _ => Unit::Years,
        };
        Some(Duration { number, kind, unit, span: node.span() })
    }

    pub(super) fn place(&mut self, node: Node<'_>) -> Option<Place> {
        if node.has(Rule::kw_next) {
            return Some(Place::Next);
        }
        if node.has(Rule::kw_later) {
            return Some(Place::AnyLater);
        }
        if node.child(Rule::label).is_none() {
            return Some(Place::Any);
        }
        let mut stages = Vec::new();
        for label in node.children().filter(|child| matches!(child.kind(), Rule::label | Rule::label_number)) {
            stages.push(self.stage_id(label)?);
        }
        Some(Place::Stages(stages))
    }

    pub(super) fn event(&mut self, node: Node<'_>) -> Option<Event> {
        let first = node.children().next()?;
        Some(match first.kind() {
            Rule::kw_resolved => Event::Resolved,
            Rule::kw_unresolved => Event::Unresolved,
            Rule::kw_no => Event::NoAnswer,
            Rule::kw_out => Event::OutOfTime,
            Rule::kw_extended => Event::Extended,
            Rule::kw_withdrawn => Event::Withdrawn,
            Rule::text => Event::Words(unquoted(first)),
            _ => {
                let fact = self.name(first, "a fact", |kind| kind == NameKind::Fact)?;
                if node.has(Rule::kw_begins) { Event::Begins(fact) } else { Event::Ends(fact) }
            }
        })
    }

    pub(super) fn date(&mut self, node: Node<'_>) -> Option<Date> {
        node.children().find(|child| matches!(child.kind(), Rule::date | Rule::month_date)).and_then(|date| self.date_at(date))
    }

    pub(super) fn date_at(&mut self, date: Node<'_>) -> Option<Date> {
        let read = Date::parse(date.text());
        if read.is_none() {
            self.error(
                Diagnostic::error("no-such-date", date.span(), format!("there is no such date as {}", date.text()))
                    .label("year, month, day")
                    .help("dates are written `2026-04-01` (1 April 2026) or, where only the month is known, `2026-04`"),
            );
        }
        read
    }
}

pub(super) fn day_kind(node: Node<'_>) -> DayKind {
    match words_of(node).as_str() {
        "working" => DayKind::Working,
        "calendar" => DayKind::Calendar,
        _ => DayKind::School,
    }
}
