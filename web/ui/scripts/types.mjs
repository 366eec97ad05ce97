// Writes what TypeScript has to know of the rest of the shop: the shapes of the cabinet's API (src/api/schema.ts) and of
// the operators' (src/admin/api/schema.ts), and the names and variables of the texts (src/i18n/keys.ts,
// src/admin/keys.ts). `--check` writes nothing and fails where they are not current.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import { variables } from "./texts.mjs";

const UI = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const ROOT = resolve(UI, "../..");
const CUSTOMERS = "/cabinet/";
const OPERATORS = "/api/";
// The document does not depend on the settings; these are the least that a shop needs to be built.
const DUMP = `
import json
from core import config, wiring
from web.app import create_app
settings = config.load(_env_file=None, bot_token="123456789:" + "A" * 35, admin_ids=(1,), database_url="sqlite://:memory:")
print(json.dumps(create_app(wiring.build_shop(settings)).openapi()))
`;

function document_() {
  const own = resolve(ROOT, ".venv/bin/python");
  const python = process.env.PYTHON || (existsSync(own) ? own : "python3");
  const said = execFileSync(python, ["-c", DUMP], { cwd: ROOT, encoding: "utf8", maxBuffer: 64 << 20 });
  return JSON.parse(said);
}

/** The part of the document below a prefix: its paths with what they answer when all is well, and their components. */
function below(prefix, whole) {
  const paths = Object.fromEntries(Object.entries(whole.paths).filter(([path]) => path.startsWith(prefix)));
  for (const operation of Object.values(paths).flatMap((path) => Object.values(path))) {
    operation.responses = Object.fromEntries(Object.entries(operation.responses).filter(([status]) => status < "300"));
  }
  const schemas = {};
  const follow = (node) => {
    for (const [, name] of JSON.stringify(node).matchAll(/#\/components\/schemas\/([^"]+)"/g)) {
      if (schemas[name]) continue;
      schemas[name] = whole.components.schemas[name];
      follow(schemas[name]);
    }
  };
  follow(paths);
  const sorted = Object.fromEntries(Object.keys(schemas).sort().map((name) => [name, without(schemas[name], "examples")]));
  return shortly({ ...whole, paths, tags: [], components: { schemas: sorted } });
}

/** Shapes by their own names: shapes of other APIs with equal ones make the document use long names. */
function shortly(document) {
  const names = Object.keys(document.components.schemas);
  const last = (name) => name.split("__").pop();
  const count = Object.groupBy(names, last);
  const short = Object.fromEntries(names.map((name) => [name, count[last(name)].length === 1 ? last(name) : name]));
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => [short[name], schema]);
  const whole = { ...document, components: { schemas: Object.fromEntries(schemas.sort(([a], [b]) => (a < b ? -1 : 1))) } };
  return JSON.parse(JSON.stringify(whole).replace(/(#\/components\/schemas\/)([^"]+)"/g, (_, head, name) => `${head}${short[name]}"`));
}

function without(node, name) {
  const { [name]: _, ...rest } = node;
  return rest;
}

async function apiTypes(part) {
  const nodes = await openapiTS(part, { alphabetize: true, defaultNonNullable: false });
  return `// Written by \`npm run types\` from the shop's /openapi.json. Not to be edited.\n\n${astToString(nodes)}`;
}

function textTypes(file) {
  const lines = Object.entries(variables(file)).map(([key, names]) => {
    const fields = names.map((name) => `${name}: ${name.endsWith("_at") ? "string" : "string | number"}`);
    return `  "${key}": ${fields.length ? `{ ${fields.join("; ")} }` : "null"};`;
  });
  return `// Written by \`npm run types\` from locales/*/${file}.ftl. Not to be edited.\n\nexport interface Texts {\n${lines.join("\n")}\n}\n`;
}

const whole = document_();
const wanted = {
  "src/api/schema.ts": await apiTypes(below(CUSTOMERS, whole)),
  "src/admin/api/schema.ts": await apiTypes(below(OPERATORS, whole)),
  "src/i18n/keys.ts": textTypes("app"),
  "src/admin/keys.ts": textTypes("console"),
};
for (const [name, text] of Object.entries(wanted)) {
  const file = resolve(UI, name);
  if (process.argv.includes("--check")) {
    if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
      console.error(`web/ui/${name} is not current: npm run types`);
      process.exitCode = 1;
    }
  } else writeFileSync(file, text);
}
