//! The closed form says what trying every dispute, every membership and every panel says.

use proptest::prelude::*;

use super::*;

/// Agencies that can be in dispute, and those that cannot.
const AGENCIES: usize = 4;
const OTHERS: usize = 2;
const ALL: usize = AGENCIES + OTHERS;

fn demands() -> impl Strategy<Value = Demand> {
    let sides = || {
        (any::<[bool; 4]>(), 0..3u8).prop_map(|([disputing, one, raising, receiving], few)| {
            let all = Sides { disputing, one, raising, receiving };
            if few == 0 { all } else { Sides { disputing: disputing && few == 1, one: one && few == 2, ..Sides::default() } }
        })
    };
    let seldom = || proptest::collection::vec(prop::bool::weighted(0.2), AGENCIES);
    let open = prop::option::of(proptest::collection::vec(prop::bool::weighted(0.3), AGENCIES));
    let numbers = (0..5usize, prop::option::of(0..6usize), prop::bool::weighted(0.3));
    (seldom(), seldom(), sides(), sides(), [prop::bool::weighted(0.2), prop::bool::weighted(0.1)], numbers, open).prop_map(
        |(wanted, barred, wants, bars, [others_barred, bars_neutral], (least, most, exactly), open)| Demand {
            wanted,
            barred,
            others_barred,
            wants,
            bars: Sides { one: false, ..bars },
            bars_neutral,
            least,
            most: if exactly { Some(least) } else { most },
            open,
            ..Demand::default()
        },
    )
}

fn subsets(of: usize) -> impl Iterator<Item = u32> {
    0..1u32 << of
}

/// Whether a panel is one that the terms permit, drawn from these members.
fn permits(demand: &Demand, dispute: &Dispute, members: u32, panel: u32) -> bool {
    let sits = |at: usize| panel & (1 << at) != 0;
    let size = panel.count_ones() as usize;
    let disputing = |at: usize| at < AGENCIES && dispute.disputing[at];
    let of = |sides: Sides, at: usize| {
        disputing(at) && (sides.disputing || (sides.raising && dispute.raising == at) || (sides.receiving && dispute.receiving == at))
    };
    let each = (0..ALL).all(|at| {
        let wanted = at < AGENCIES && (demand.wanted[at] || of(demand.wants, at));
        let barred = if at < AGENCIES { demand.barred[at] || of(demand.bars, at) } else { demand.others_barred };
        let barred = barred || (demand.bars_neutral && !disputing(at));
        (!wanted || sits(at)) && (!barred || !sits(at)) && (!sits(at) || demand.open.is_none() || members & (1 << at) != 0)
    });
    let one = !demand.wants.one || (0..AGENCIES).any(|at| disputing(at) && sits(at));
    each && one && size >= demand.least && demand.most.is_none_or(|most| size <= most)
}

fn disputes() -> Vec<Dispute> {
    let mut all = Vec::new();
    for chosen in subsets(AGENCIES).filter(|chosen| chosen.count_ones() >= 2) {
        let disputing: Vec<bool> = (0..AGENCIES).map(|at| chosen & (1 << at) != 0).collect();
        for raising in (0..AGENCIES).filter(|at| disputing[*at]) {
            for receiving in (0..AGENCIES).filter(|at| disputing[*at] && *at != raising) {
                all.push(Dispute { disputing: disputing.clone(), raising, receiving });
            }
        }
    }
    all
}

fn size(dispute: &Dispute) -> usize {
    dispute.members().count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_401), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_closed_form_is_brute_force(demand in demands()) {
        let everybody = (1u32 << ALL) - 1;
        let neutral = |dispute: &Dispute, panel: u32| (0..ALL).filter(|at| panel & (1 << at) != 0 && !(*at < AGENCIES && dispute.disputing[*at])).count();
        let mut smallest_without = None;
        for dispute in disputes() {
            let permitted: Vec<u32> = subsets(ALL).filter(|panel| permits(&demand, &dispute, everybody, *panel)).collect();
            let seated = demand.seat(&dispute, OTHERS);
            prop_assert_eq!(seated.is_ok(), !permitted.is_empty(), "{:?}", dispute);
            let Ok(seated) = seated else {
                smallest_without = smallest_without.into_iter().chain([size(&dispute)]).min();
                continue;
            };
            let fewest = permitted.iter().map(|panel| neutral(&dispute, *panel)).min();
            prop_assert_eq!(Some(seated.fewest_neutral), fewest, "{:?}", dispute);
            prop_assert_eq!(seated.of_them_alone, permitted.iter().any(|panel| *panel != 0 && neutral(&dispute, *panel) == 0), "{:?}", dispute);
            if let Some(sure) = &demand.open {
                let surely: u32 = (0..AGENCIES).filter(|at| sure[*at]).map(|at| 1 << at).sum();
                let presupposed = demand.least.max(1) as u32;
                let mut memberships = subsets(ALL).filter(|members| members & surely == surely && members.count_ones() >= presupposed);
                let some_leaves_none = memberships.any(|members| !permitted.iter().any(|panel| panel & !members == 0));
                prop_assert_eq!(demand.turns_on_members(&dispute, OTHERS), some_leaves_none, "{:?}", dispute);
            }
        }
        let found = smallest(std::slice::from_ref(&demand), AGENCIES, AGENCIES, &mut |dispute| demand.seat(dispute, OTHERS).err());
        prop_assert_eq!(found.map(|found| found.map(|(dispute, _)| size(&dispute))), Some(smallest_without));
    }
}

/// Sixty agencies, thirty seats: thirty-one agencies in dispute are the fewest that leave one out.
#[test]
fn sixty_agencies_take_no_time() {
    let mark = |every: usize| (0..60).map(|at| at % every == 0).collect::<Vec<bool>>();
    let seats = Demand {
        wanted: vec![false; 60],
        barred: vec![false; 60],
        wants: Sides { disputing: true, ..Sides::default() },
        least: 30,
        most: Some(30),
        ..Demand::default()
    };
    let some_always = Demand { wanted: mark(7), open: Some(mark(3)), ..seats.clone() };
    let began = std::time::Instant::now();
    let without = |demand: &Demand| {
        let found = smallest(std::slice::from_ref(demand), 60, 60, &mut |dispute| demand.seat(dispute, 1_000).err());
        found.flatten().map(|(dispute, clash)| (size(&dispute), clash))
    };
    assert_eq!(without(&seats), Some((31, Clash::TooMany { must: 31, most: 30 })));
    // Nine always sit, so that twenty-two others are too many.
    assert_eq!(without(&some_always), Some((22, Clash::TooMany { must: 31, most: 30 })));
    let took = began.elapsed();
    assert!(took.as_millis() < 500, "{took:?}");
}
