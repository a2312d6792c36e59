//! A problem of the API as one line that says what to do.

use serde_json::Value;

use super::flags::flag_name;
use super::{Asked, NOUNS};
use crate::cli::error::{CliError, Outcome};

/// What an answer that is none becomes.
pub(super) fn refused(asked: &Asked, status: u16, body: &[u8]) -> CliError {
    let problem: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |value: &Value, key: &str| {
        let text = value.get(key).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let errors = problem.get("errors").and_then(Value::as_array);
    let faults: Vec<String> = errors
        .into_iter()
        .flatten()
        .map(|fault| {
            let name = text(fault, "parameter");
            let detail = as_flag(&text(fault, "detail"), &name);
            format!("--{}: {detail}", flag_name(&name))
        })
        .collect();
    let mut line = if faults.is_empty() {
        commands(&text(&problem, "detail"))
    } else {
        faults.join("; ")
    };
    if line.is_empty() {
        let line = format!("the answer is {status} and no problem as chronique tells them");
        return CliError::Remote(format!("{line}; mend --server"));
    }
    let outcome = Outcome::of_status(status);
    if outcome == Outcome::Usage {
        line = format!("{line}; see chronique {} --help", asked.noun.name);
    }
    CliError::Refused { line, outcome }
}

/// An example such as `q=logiciels libres`, as it is written here.
fn as_flag(detail: &str, name: &str) -> String {
    let parts = detail.split_once(&format!("`{name}="));
    let parts = parts.and_then(|(before, rest)| Some((before, rest.split_once('`')?)));
    let Some((before, (value, after))) = parts else {
        return detail.to_owned();
    };
    let quote = if value.contains(' ') { "'" } else { "" };
    format!(
        "{before}`--{} {quote}{value}{quote}`{after}",
        flag_name(name)
    )
}

/// Addresses that lead on, as commands.
fn commands(detail: &str) -> String {
    let mut detail = detail.to_owned();
    for noun in &NOUNS {
        let address = format!("/v1/{} ", noun.name);
        detail = detail.replace(&address, &format!("`chronique {}` ", noun.name));
    }
    detail
}

#[cfg(test)]
mod tests {
    use super::{as_flag, commands};

    #[test]
    fn what_an_error_proposes_is_written_as_here() {
        assert_eq!(
            as_flag("such as `q=logiciels libres`, say", "q"),
            "such as `--q 'logiciels libres'`, say"
        );
        assert_eq!(as_flag("such as `by=month`", "by"), "such as `--by month`");
        assert_eq!(as_flag("`x=1", "x"), "`x=1");
        assert_eq!(
            commands("There is no item `x`; /v1/items lists those there are."),
            "There is no item `x`; `chronique items` lists those there are."
        );
    }
}
