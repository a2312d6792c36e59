//! Rules on fields, fragments, arguments and directives where they stand.

use std::fmt;

use super::{Check, Scope, repeated};
use crate::api::graphql::document::{
    Argument, Directive, Field, Inline, Name, Place, Selection, Spread,
};
use crate::api::graphql::types::{InputDef, TypeDef};

impl<'a> Check<'a> {
    /// A selection set on a type, where that is known.
    pub(super) fn selections(
        &mut self,
        selections: &'a [Selection<'a>],
        parent: Option<&'a TypeDef>,
        scope: &mut Scope<'a>,
    ) {
        let parent = parent.filter(|ty| ty.is_composite());
        for selection in selections {
            match selection {
                Selection::Field(field) => self.field(field, parent, scope),
                Selection::Spread(spread) => self.spread(spread, parent, scope),
                Selection::Inline(inline) => self.inline(inline, parent, scope),
            }
        }
    }

    fn field(&mut self, field: &'a Field<'a>, parent: Option<&'a TypeDef>, scope: &mut Scope<'a>) {
        let types = self.types;
        let definition = parent.and_then(|parent| types.field(parent, field.name.text));
        if let (Some(parent), None) = (parent, definition) {
            let message = format!("Type `{}` has no field `{}`.", parent.name, field.name.text);
            self.fault(field.name.at, message);
        }
        let what = format_args!("field `{}`", field.name.text);
        let known = definition.map(|d| d.arguments.as_slice());
        self.arguments(&field.arguments, known, field.name.at, what, scope);
        self.directives(&field.directives, scope);
        let ty = definition.and_then(|definition| types.named(&definition.ty));
        if let (Some(ty), Some(definition)) = (ty, definition) {
            if ty.is_leaf() && !field.selections.is_empty() {
                let message = format!(
                    "Nothing can be selected of {what}: it is `{}`.",
                    definition.ty
                );
                self.fault(field.name.at, message);
            }
            if ty.is_composite() && field.selections.is_empty() {
                let message = format!(
                    "Of {what} fields have to be selected: it is `{}`.",
                    definition.ty
                );
                self.fault(field.name.at, message);
            }
        }
        self.selections(&field.selections, ty, scope);
    }

    fn spread(
        &mut self,
        spread: &'a Spread<'a>,
        parent: Option<&'a TypeDef>,
        scope: &mut Scope<'a>,
    ) {
        self.directives(&spread.directives, scope);
        scope.spreads.insert(spread.name.text);
        let Some(fragment) = self.fragments.get(spread.name.text) else {
            let message = format!("There is no fragment `{}`.", spread.name.text);
            return self.fault(spread.name.at, message);
        };
        let on = self.types.get(fragment.on.text);
        let on = on.filter(|ty| ty.is_composite());
        self.overlap(spread.name.at, parent, on);
    }

    fn inline(
        &mut self,
        inline: &'a Inline<'a>,
        parent: Option<&'a TypeDef>,
        scope: &mut Scope<'a>,
    ) {
        self.directives(&inline.directives, scope);
        let on = match inline.on {
            Some(on) => self.condition(on),
            None => parent,
        };
        self.overlap(inline.at, parent, on);
        self.selections(&inline.selections, on, scope);
    }

    /// The type that a fragment is on, if it may be.
    pub(super) fn condition(&mut self, on: Name<'a>) -> Option<&'a TypeDef> {
        let ty = self.types.get(on.text);
        match ty {
            None => self.fault(on.at, format_args!("There is no type `{}`.", on.text)),
            Some(ty) if !ty.is_composite() => {
                self.fault(on.at, format_args!("No fragment can be on `{}`.", on.text));
            }
            Some(_) => {}
        }
        ty.filter(|ty| ty.is_composite())
    }

    fn overlap(&mut self, at: Place, parent: Option<&TypeDef>, on: Option<&TypeDef>) {
        if let (Some(parent), Some(on)) = (parent, on)
            && !parent.overlaps(on)
        {
            let message = format!("Nothing is both `{}` and `{}`.", parent.name, on.name);
            self.fault(at, message);
        }
    }

    /// Directives of a selection.
    fn directives(&mut self, directives: &'a [Directive<'a>], scope: &mut Scope<'a>) {
        for name in repeated(directives.iter().map(|d| d.name)) {
            self.fault(
                name.at,
                format_args!("`@{}` stands here more than once.", name.text),
            );
        }
        let types = self.types;
        for directive in directives {
            let name = directive.name;
            let definition = types.directive(name.text);
            match definition {
                None => self.fault(
                    name.at,
                    format_args!("There is no directive `@{}`.", name.text),
                ),
                Some(definition) if !definition.is_executable => {
                    self.fault(name.at, format_args!("`@{}` cannot stand here.", name.text));
                }
                Some(_) => {}
            }
            let known = definition.map(|d| d.arguments.as_slice());
            let what = format_args!("`@{}`", name.text);
            self.arguments(&directive.arguments, known, name.at, what, scope);
        }
    }

    /// Directives where none may stand: those there are are for selections.
    pub(super) fn misplaced(
        &mut self,
        directives: &'a [Directive<'a>],
        place: &str,
        scope: &mut Scope<'a>,
    ) {
        for directive in directives {
            let name = directive.name;
            self.fault(
                name.at,
                format_args!("`@{}` cannot stand at {place}.", name.text),
            );
        }
        self.directives(directives, scope);
    }

    /// The arguments of a field or a directive, which takes the `known` ones.
    fn arguments(
        &mut self,
        arguments: &'a [Argument<'a>],
        known: Option<&'a [InputDef]>,
        at: Place,
        what: fmt::Arguments<'_>,
        scope: &mut Scope<'a>,
    ) {
        for name in repeated(arguments.iter().map(|a| a.name)) {
            self.fault(
                name.at,
                format_args!("There is more than one argument `{}`.", name.text),
            );
        }
        for argument in arguments {
            let name = argument.name;
            let definition = known.and_then(|known| known.iter().find(|k| k.name == name.text));
            if known.is_some() && definition.is_none() {
                self.fault(
                    name.at,
                    format_args!("{what} takes no argument `{}`.", name.text),
                );
            }
            self.argument(&argument.value, definition, scope);
        }
        for missing in known.into_iter().flatten().filter(|k| k.is_required()) {
            if !arguments.iter().any(|a| a.name.text == missing.name) {
                let message = format!(
                    "{what} needs the argument `{}: {}`.",
                    missing.name, missing.ty
                );
                self.fault(at, message);
            }
        }
    }
}
