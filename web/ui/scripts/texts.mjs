// Compiles locales/<language>/*.ftl, the shop's one source of texts, to small JSON patterns at build time.
//
// A pattern is a string, or a list of parts: a string, [variable], or [variable, {variant: pattern}, default variant].

import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "@fluent/syntax";

export const LOCALES = resolve(dirname(fileURLToPath(import.meta.url)), "../../../locales");
export const LANGUAGES = ["ru", "en"];
// Errors whose own sentence the API always says in English, and those that come without an answer of the API.
const ERRORS = [
  "email-taken", "wrong-password", "email-unverified", "invalid-login", "trial-used", "renewal-unavailable",
  "promocode-invalid", "promocode-expired", "ticket-closed", "unavailable", "internal", "unauthenticated",
  "subscription-not-found",
];

/** Every text of the cabinet in one language: {key: pattern}. */
export function texts(language) {
  const own = messages(language, "app");
  const shared = messages(language, "errors").filter(({ id }) => ERRORS.includes(id.name.replace("error-", "")));
  return Object.fromEntries([...own, ...shared].map((message) => [message.id.name, compiled(message.value)]));
}

/** Every text of the operator console in one language; customers load none of them. */
export function consoleTexts(language) {
  return Object.fromEntries(messages(language, "console").map((message) => [message.id.name, compiled(message.value)]));
}

/** The variables of each text of a file: "app", the cabinet's own, or "console", the operator's. */
export function variables(file) {
  return Object.fromEntries(messages("en", file).map((message) => [message.id.name, [...names(message.value)]]));
}

function messages(language, file) {
  const { body } = parse(readFileSync(resolve(LOCALES, language, `${file}.ftl`), "utf8"), { withSpans: false });
  const junk = body.find((entry) => entry.type === "Junk");
  if (junk) throw new Error(`${language}/${file}.ftl: ${junk.content}`);
  return body.filter((entry) => entry.type === "Message" && entry.value);
}

function compiled(pattern) {
  const parts = pattern.elements.map((element) => element.type === "TextElement" ? element.value : placed(element.expression));
  return parts.length === 1 && typeof parts[0] === "string" ? parts[0] : parts;
}

function placed(expression) {
  if (expression.type === "StringLiteral") return expression.value;
  if (expression.type === "VariableReference") return [expression.id.name];
  if (expression.type !== "SelectExpression") throw new Error(`${expression.type} is not for texts of the cabinet`);
  const name = (variant) => variant.key.name ?? variant.key.value;
  const variants = Object.fromEntries(expression.variants.map((variant) => [name(variant), compiled(variant.value)]));
  return [expression.selector.id.name, variants, name(expression.variants.find((variant) => variant.default))];
}

function names(pattern, found = new Set()) {
  for (const { type, expression } of pattern.elements) {
    if (type !== "Placeable") continue;
    if (expression.type === "VariableReference") found.add(expression.id.name);
    if (expression.type !== "SelectExpression") continue;
    found.add(expression.selector.id.name);
    for (const variant of expression.variants) names(variant.value, found);
  }
  return found;
}

/** Vite's plugin: `import texts from "virtual:texts/ru"`, and "virtual:texts/console-ru" for the operator console. */
export function textsPlugin() {
  const prefix = "virtual:texts/";
  const own = "console-";
  return {
    name: "vitrina-texts",
    resolveId: (id) => id.startsWith(prefix) ? `\0${id}` : null,
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return null;
      const name = id.slice(prefix.length + 1);
      const ofConsole = name.startsWith(own);
      const language = ofConsole ? name.slice(own.length) : name;
      for (const file of ofConsole ? ["console"] : ["app", "errors"]) this.addWatchFile(resolve(LOCALES, language, `${file}.ftl`));
      return `export default ${JSON.stringify(ofConsole ? consoleTexts(language) : texts(language))}`;
    },
  };
}
