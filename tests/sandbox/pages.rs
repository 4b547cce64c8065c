//! Pages of a list, also while integrations are created and deleted.

use std::collections::HashSet;

use confluent_notifications::sandbox::Options;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::api::*;

#[test]
fn invalid_query_of_list_is_rejected() {
    let mut api = Api::empty();
    for (query, parameter) in [
        ("page_size=0", "page_size"),
        ("page_size=251", "page_size"),
        ("page_size=", "page_size"),
        ("page_size=1.5", "page_size"),
        ("page_size=+5", "page_size"),
        ("page_size=99999999999999999999", "page_size"),
        ("page_token=", "page_token"),
        ("page_token=foreign", "page_token"),
        (&format!("page_token={}", "x".repeat(256)), "page_token"),
        ("resource_type=", "resource_type"),
    ] {
        let response = api.get(&format!("{ALL}?{query}"));
        assert_eq!((response.status, locations(&response)), (400, vec![parameter.to_owned()]), "{query}");
    }
    let response = api.get(&format!("{ALL}?page_size=250&resource=crn%3A%2F%2Fx&resource_type=TOPIC&unheard_of=1"));
    let body = json_of(&response);
    assert_eq!(response.status, 200);
    assert_eq!(
        body,
        json!({
            "api_version": "notifications/v1", "kind": "IntegrationList", "data": [],
            "metadata": {
                "first": format!("{BASE}{ALL}?page_size=250&resource=crn%3A%2F%2Fx&resource_type=TOPIC"),
                "last": format!("{BASE}{ALL}?page_size=250&resource=crn%3A%2F%2Fx&resource_type=TOPIC"),
                "prev": null, "next": null, "total_size": 0,
            },
        })
    );
}

#[test]
fn links_lead_to_the_pages_before_and_after() {
    let seed = (1..=7).map(|n| webhook(&n.to_string())).collect();
    let mut api = Api::new(Options { seed: Some(seed), ..Options::default() });
    let mut follow = |page: &Value, link: &str| {
        let url = page["metadata"][link].as_str().unwrap().strip_prefix(BASE).unwrap().to_owned();
        json_of(&api.get(&url))
    };
    let first = follow(&json!({"metadata": {"x": format!("{BASE}{ALL}?page_size=3")}}), "x");
    assert_eq!(names_of(&first), ["1", "2", "3"]);
    let second = follow(&first, "next");
    assert_eq!(names_of(&second), ["4", "5", "6"]);
    let third = follow(&second, "next");
    assert_eq!(names_of(&third), ["7"]);
    assert_eq!((&third["metadata"]["next"], &third["metadata"]["total_size"]), (&Value::Null, &json!(7)));
    assert_eq!(follow(&first, "last"), third);
    assert_eq!(names_of(&follow(&third, "prev")), ["4", "5", "6"]);
    assert_eq!(names_of(&follow(&second, "prev")), ["1", "2", "3"]);
    assert_eq!(names_of(&follow(&third, "first")), ["1", "2", "3"]);
}

#[test]
fn page_without_a_page_size_has_a_hundred() {
    let seed = (0..101).map(|n| webhook(&n.to_string())).collect();
    let mut api = Api::new(Options { seed: Some(seed), ..Options::default() });
    assert_eq!(json_of(&api.get(ALL))["data"].as_array().unwrap().len(), 100);
}

#[derive(Clone, Debug)]
enum Action {
    NextPage,
    Create,
    Delete(usize),
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    let action = prop_oneof![Just(Action::NextPage), Just(Action::Create), (0usize..50).prop_map(Action::Delete)];
    prop::collection::vec(action, 0..40)
}

proptest! {
    #[test]
    fn integrations_that_stay_are_listed_exactly_once(count in 0usize..25, page_size in 1usize..8, actions in actions()) {
        let seed = (0..count).map(|n| webhook(&format!("seed {n}"))).collect();
        let mut api = Api::new(Options { seed: Some(seed), ..Options::default() });
        let mut url = Some(format!("{ALL}?page_size={page_size}"));
        let (mut seen, mut deleted, mut created) = (vec![], HashSet::new(), 0);
        let mut next_page = |api: &mut Api, url: &mut Option<String>| {
            let Some(at) = url.take() else { return };
            let page = json_of(&api.get(&at));
            assert!(page["data"].as_array().unwrap().len() <= page_size);
            seen.extend(names_of(&page));
            assert!(seen.len() <= 1_000, "pages lead in a circle");
            *url = page["metadata"]["next"].as_str().map(|next| next.strip_prefix(BASE).unwrap().to_owned());
        };
        for action in actions {
            match action {
                Action::NextPage => next_page(&mut api, &mut url),
                Action::Create => {
                    api.create(&format!("new {created}"));
                    created += 1;
                }
                Action::Delete(index) => {
                    let all = json_of(&api.get(&format!("{ALL}?page_size=250")));
                    if let Some(one_of) = all["data"].get(index) {
                        deleted.insert(one_of["display_name"].as_str().unwrap().to_owned());
                        api.send_text("DELETE", &path_of(one_of["id"].as_str().unwrap()), None, "");
                    }
                }
            }
        }
        while url.is_some() {
            next_page(&mut api, &mut url);
        }
        let unique: HashSet<_> = seen.iter().cloned().collect();
        prop_assert_eq!(unique.len(), seen.len(), "an integration was listed twice");
        for n in 0..count {
            let name = format!("seed {n}");
            prop_assert!(unique.contains(&name) || deleted.contains(&name), "{} was missed", name);
        }
        prop_assert_eq!(api.list_names(3).len(), count + created - deleted.len());
    }
}
