//! The sandbox's JavaScript binding inside WebAssembly: what options, steps and deliveries look like in JavaScript.
#![cfg(all(target_arch = "wasm32", feature = "_wasm-sandbox"))]

use confluent_notifications::sandbox::js::SandboxCore;
use js_sys::{Array, JSON, Object, Reflect, TypeError};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

const BASE: &str = "https://api.confluent.cloud/notifications/v1/integrations";
const NOW: f64 = 1_790_000_000_000.0;
const PAGER: &str = r#"{"display_name":"a","target":{"kind":"Webhook","url":"https://h.invalid/x","deep":{"none":null,"many":[1,2.5]}}}"#;

fn core(options: &str) -> Result<SandboxCore, JsValue> {
    SandboxCore::new(JSON::parse(options).unwrap(), NOW)
}

fn at(value: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(value.clone(), |value, name| Reflect::get(&value, &name.into()).unwrap())
}

fn post(core: &SandboxCore, url: &str, body: &str) -> JsValue {
    let headers = ["Content-Type", "application/json"].map(String::from).to_vec();
    core.handle("POST", url, headers, body, NOW).unwrap()
}

#[wasm_bindgen_test]
fn step_with_a_response_is_a_plain_object() {
    let step = post(&core(r#"{"seed":[]}"#).unwrap(), BASE, PAGER);
    assert_eq!(Object::keys(&step.clone().into()).length(), 1);
    assert_eq!(at(&step, "respond.status"), 201);
    assert!(Array::is_array(&at(&step, "respond.headers.0")));
    assert!(at(&step, "respond.body").is_string());
    let rejected = core("{}").unwrap().handle("PUT", BASE, vec![], "", NOW).unwrap();
    assert_eq!(at(&rejected, "respond.status"), 405);
}

#[wasm_bindgen_test]
fn delivery_is_the_value_that_its_json_describes() {
    let core = core("{}").unwrap();
    let step = post(&core, &format!("{BASE}:test"), PAGER);
    assert_eq!(at(&step, "deliver.id"), 1);
    let step = core.complete_delivery(1, None).unwrap();
    assert_eq!(at(&step, "respond.status"), 204);
    assert!(at(&step, "respond.body").is_undefined());
    assert!(core.complete_delivery(1, None).unwrap_err().is_instance_of::<TypeError>(), "a delivery is completed once");
    let target = at(&core.deliveries().unwrap(), "0.target");
    let expected = at(&JSON::parse(PAGER).unwrap(), "target");
    assert_eq!(JSON::stringify(&target).unwrap(), JSON::stringify(&expected).unwrap());
}

#[wasm_bindgen_test]
fn invalid_option_is_a_type_error_that_names_it() {
    for (options, field) in [
        ("7", "options "),
        (r#"{"quota":-1}"#, "quota "),
        (r#"{"seed":[{}]}"#, "seed[0].display_name "),
        (r#"{"rateLimit":{"limit":1,"windowSeconds":-1}}"#, "rateLimit.windowSeconds "),
        (r#"{"deliver":"x"}"#, "deliver "),
    ] {
        let error = core(options).err().unwrap().dyn_into::<TypeError>().unwrap();
        assert!(String::from(error.message()).starts_with(field), "{options}");
    }
}

#[wasm_bindgen_test]
async fn message_for_another_machine_is_not_sent() {
    let core = core("{}").unwrap();
    post(&core, &format!("{BASE}:test"), PAGER);
    assert!(JsFuture::from(core.post_to_loopback(1)).await.unwrap().is_undefined());
}
