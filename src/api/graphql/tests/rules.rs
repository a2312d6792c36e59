//! The rules of validation one by one, in the order of the specification
//! (section 5), over the schema that is served.

use crate::api::graphql::document::parse;
use crate::api::graphql::schema::SDL;
use crate::api::graphql::types::Types;
use crate::api::graphql::validate::validate;

/// What is wrong with a document; nothing if it is valid.
fn faults(text: &str) -> Vec<String> {
    let types = Types::new(SDL).unwrap();
    let document = match parse(text) {
        Ok(document) => document,
        Err(fault) => return vec![fault.message],
    };
    let found = validate(&types, &document).err().unwrap_or_default();
    found.into_iter().map(|fault| fault.message).collect()
}

fn hold(valid: &[&str], invalid: &[(&str, &str)]) {
    for text in valid {
        assert_eq!(faults(text), [""; 0], "{text}");
    }
    for (text, part) in invalid {
        let found = faults(text);
        assert!(
            found.iter().any(|message| message.contains(part)),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn operations() {
    hold(
        &[
            "{archive{title}}",
            "query a{archive{title}} query b{archive{title}}",
            "\"said\" query a{archive{title}}",
        ],
        &[
            ("type A{b:Int}", "defines a type"),
            (
                "query a{archive{title}} query a{archive{title}}",
                "more than one operation",
            ),
            ("{archive{title}} query a{archive{title}}", "the only one"),
            ("mutation{a}", "queries only"),
            ("subscription{a}", "queries only"),
        ],
    );
}

#[test]
fn fields() {
    hold(
        &[
            "{__typename __schema{queryType{name}} __type(name:\"Item\"){kind}}",
            "{node(id:\"a\"){id __typename ... on Item{text}}}",
            "{items{nodes{id} nodes{text}}}",
            "{a:items(first:1){totalCount} b:items(first:2){totalCount}}",
            "{node(id:\"a\"){... on Item{a:text} ... on Report{a:slug}}}",
            "{reports(filter:{month:{from:\"a\",until:\"b\"}}){totalCount} reports(filter:{month:{until:\"b\",from:\"a\"}}){totalCount}}",
        ],
        &[
            ("{nope}", "no field `nope`"),
            ("{items{__schema{types{name}}}}", "no field `__schema`"),
            ("{node(id:\"a\"){text}}", "no field `text`"),
            ("{archive{title{x}}}", "Nothing can be selected"),
            ("{archive}", "have to be selected"),
            (
                "{a:items(first:1){totalCount} a:items(first:2){totalCount}}",
                "different fields or arguments",
            ),
            (
                "{a:items(first:1){totalCount} a:items{totalCount}}",
                "different fields or arguments",
            ),
            (
                "{archive{a:title a:language}}",
                "different fields or arguments",
            ),
            (
                "{...f archive{a:title}} fragment f on Query{archive{a:language}}",
                "different fields or arguments",
            ),
            (
                "{node(id:\"a\"){... on Item{a:text} ... on Report{a:counts{items}}}}",
                "is both",
            ),
            (
                "{node(id:\"a\"){a:__typename ... on Item{a:id}}}",
                "is both",
            ),
            (
                "{node(id:\"a\"){... on Item{a:report{b:slug}} ... on Project{a:counts{b:items}}}}",
                "is both",
            ),
            (
                "{report(slug:\"a\"){slug} report(slug:\"\"\"a\"\"\"){slug}}",
                "different fields or arguments",
            ),
        ],
    );
}

#[test]
fn arguments() {
    hold(
        &[
            "{report(slug:\"a\"){slug}}",
            "{archive{title @skip(if:true)}}",
        ],
        &[
            ("{archive(a:1){title}}", "takes no argument `a`"),
            (
                "{archive{title @skip(if:true,a:1)}}",
                "takes no argument `a`",
            ),
            (
                "{items(first:1,first:1){totalCount}}",
                "more than one argument",
            ),
            ("{report{slug}}", "needs the argument `slug: String!`"),
            (
                "{archive{title @include}}",
                "needs the argument `if: Boolean!`",
            ),
            ("{report(slug:null){slug}}", "found null"),
        ],
    );
}

#[test]
fn fragments() {
    hold(
        &[
            "{...f} fragment f on Query{archive{title}}",
            "{node(id:\"a\"){...f}} fragment f on Item{id}",
            "{items{nodes{...f}}} fragment f on Node{id}",
            "{...{archive{title}} ... @include(if:true){archive{title}}}",
        ],
        &[
            (
                "{...f} fragment f on Query{archive{title}} fragment f on Query{archive{title}}",
                "more than one fragment",
            ),
            ("{...f} fragment f on Nope{a}", "no type `Nope`"),
            ("{... on Nope{a}}", "no type `Nope`"),
            (
                "{...f} fragment f on Month{a}",
                "No fragment can be on `Month`",
            ),
            (
                "{... on TermFilter{a}}",
                "No fragment can be on `TermFilter`",
            ),
            (
                "{archive{title}} fragment f on Query{archive{title}}",
                "is not used",
            ),
            ("{...f}", "no fragment `f`"),
            ("{... on Item{id}}", "Nothing is both"),
            (
                "{items{nodes{...f}}} fragment f on Report{id}",
                "Nothing is both",
            ),
            ("{archive{... on Node{id}}}", "Nothing is both"),
        ],
    );
}

#[test]
fn values() {
    hold(
        &[
            "{items(first:1,kind:{any:BULLET,none:[QUOTE]},sort:MONTH_ASC){totalCount}}",
            "{item(id:1){id} node(id:\"a\"){id}}",
            "{items(month:{any:[\"2022\",2022,{a:[1]}]}){totalCount}}",
            "{items(filter:{and:[{not:{kind:{any:[]}}}]}){totalCount}}",
            "{resource(by:{id:\"a\"}){id}}",
        ],
        &[
            ("{items(first:\"1\"){totalCount}}", "Expected `Int`"),
            ("{items(first:1.0){totalCount}}", "Expected `Int`"),
            ("{items(first:2147483648){totalCount}}", "Expected `Int`"),
            (
                "{items(first:[1]){totalCount}}",
                "Expected `Int`, found a list",
            ),
            ("{items(q:A){totalCount}}", "Expected `String`"),
            ("{items(kind:{any:[bullet]}){totalCount}}", "found `bullet`"),
            (
                "{items(kind:{any:[\"BULLET\"]}){totalCount}}",
                "found a string",
            ),
            ("{items(kind:BULLET){totalCount}}", "Expected `KindFilter`"),
            ("{items(kind:{any:[null]}){totalCount}}", "found null"),
            ("{items(kind:{one:[BULLET]}){totalCount}}", "no field `one`"),
            (
                "{items(kind:{any:[],any:[]}){totalCount}}",
                "more than one field",
            ),
            ("{resource(by:{}){id}}", "Exactly one field"),
            (
                "{resource(by:{id:\"a\",url:\"b\"}){id}}",
                "Exactly one field",
            ),
            ("{resource(by:{id:null}){id}}", "must not be null"),
            ("{archive{title @skip(if:1)}}", "Expected `Boolean!`"),
        ],
    );
}

#[test]
fn directives() {
    hold(
        &[
            "{archive @include(if:true) @skip(if:false){title} ...@skip(if:true){sites{totalCount}}}",
        ],
        &[
            ("{archive{title @nope}}", "no directive `@nope`"),
            (
                "query @skip(if:true){archive{title}}",
                "cannot stand at an operation",
            ),
            (
                "{...f} fragment f on Query @skip(if:true){archive{title}}",
                "cannot stand at a fragment",
            ),
            (
                "query($a:Int @skip(if:true)){items(first:$a){totalCount}}",
                "cannot stand at a variable",
            ),
            ("{archive{title @deprecated}}", "cannot stand here"),
            (
                "{archive{title @skip(if:true) @skip(if:true)}}",
                "more than once",
            ),
        ],
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn variables() {
    hold(
        &[
            "query($a:Int){items(first:$a){totalCount}}",
            "query($a:Int!){items(first:$a){totalCount}}",
            "query($a:String=\"a\"){report(slug:$a){slug}}",
            "query($a:ItemKind!){items(kind:{any:[$a]}){totalCount}}",
            "query($a:[ItemKind!]){items(kind:{any:$a}){totalCount}}",
            "query($a:Boolean!){...f} fragment f on Query{archive{title @skip(if:$a)}}",
            "query($a:Boolean=true){archive{title @skip(if:$a)}}",
            "query($a:ResourceBy!){resource(by:$a){id}}",
        ],
        &[
            (
                "query($a:Int,$a:Int){items(first:$a){totalCount}}",
                "more than one variable",
            ),
            (
                "query($a:Nope){items(first:$a){totalCount}}",
                "no type `Nope`",
            ),
            (
                "query($a:Item){items(first:$a){totalCount}}",
                "no input type",
            ),
            (
                "query($a:Int=\"a\"){items(first:$a){totalCount}}",
                "Expected `Int`",
            ),
            (
                "query($a:Int!=null){items(first:$a){totalCount}}",
                "found null",
            ),
            ("{items(first:$a){totalCount}}", "is not defined"),
            (
                "query a($a:Int){items(first:$a){totalCount}} query b{items(first:$a){totalCount}}",
                "is not defined",
            ),
            (
                "{...f} fragment f on Query{items(first:$a){totalCount}}",
                "is not defined",
            ),
            ("query($a:Int){archive{title}}", "is not used"),
            (
                "query($a:String){items(first:$a){totalCount}}",
                "which is not `Int`",
            ),
            (
                "query($a:String){report(slug:$a){slug}}",
                "which is not `String!`",
            ),
            (
                "query($a:String=null){report(slug:$a){slug}}",
                "which is not `String!`",
            ),
            (
                "query($a:[Int]){items(first:$a){totalCount}}",
                "which is not `Int`",
            ),
            (
                "query($a:ItemKind){items(kind:{any:[$a]}){totalCount}}",
                "which is not `ItemKind!`",
            ),
            (
                "query($a:ItemKind){items(kind:{any:$a}){totalCount}}",
                "which is not `[ItemKind!]`",
            ),
        ],
    );
}

#[test]
fn twenty_faults_are_listed() {
    let many: Vec<String> = (0..40).map(|n| format!("f{n}")).collect();
    assert_eq!(faults(&format!("{{{}}}", many.join(" "))).len(), 20);
}
