// Message texts: Bot API entities (UTF-16 offsets, which are JavaScript's own) turned into elements.

import { el } from "./dom.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s" };

/** The nodes of a text with its entities. `act` has copy(text), link(url) and send(text). */
export function richText(text, entities, act) {
  const sorted = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return nodesOf(text, 0, text.length, sorted, act);
}

function nodesOf(text, start, end, entities, act) {
  const nodes = [];
  let at = start;
  for (let index = 0; index < entities.length; index++) {
    const entity = entities[index];
    const from = Math.max(entity.offset, start), to = Math.min(entity.offset + entity.length, end);
    if (from < at || to <= from) continue;
    if (from > at) nodes.push(plain(nodes, text.slice(at, from)));
    const inner = entities.slice(index + 1).filter((other) => other.offset >= from && other.offset < to);
    nodes.push(wrap(entity, nodesOf(text, from, to, inner, act), text.slice(from, to), act));
    at = to;
  }
  if (at < end) nodes.push(plain(nodes, text.slice(at, end)));
  return nodes;
}

/** Text after a block element: the block has ended the line already. */
function plain(before, text) {
  const block = ["PRE", "BLOCKQUOTE"].includes(before.at(-1)?.tagName);
  return block && text.startsWith("\n") ? text.slice(1) : text;
}

function wrap(entity, children, value, act) {
  switch (entity.type) {
    case "code": return el("code", { tabindex: 0, role: "button", ...press(() => act.copy(value)) }, children);
    case "pre": return el("pre", { tabindex: 0, role: "button", ...press(() => act.copy(value)) }, el("code", {}, children));
    case "text_link": return link(entity.url, children, act);
    case "url": return link(/^\w+:\/\//.test(value) ? value : `http://${value}`, children, act);
    case "mention": return link(`https://t.me/${value.slice(1)}`, children, act);
    case "email": return link(`mailto:${value}`, children, act);
    case "bot_command": return el("a", { href: "#", onclick: (event) => { event.preventDefault(); act.send(value); } }, children);
    case "hashtag": return el("span", { class: "link" }, children);
    case "spoiler": return el("span", { class: "spoiler", tabindex: 0, ...press((node) => node.classList.add("shown")) }, children);
    case "blockquote": return el("blockquote", {}, children);
    case "expandable_blockquote":
      return el("blockquote", { class: "expandable", tabindex: 0, ...press((node) => node.classList.toggle("open")) }, children);
    default: return TAGS[entity.type] ? el(TAGS[entity.type], {}, children) : el("span", {}, children);
  }
}

function link(url, children, act) {
  return el("a", { href: url, title: url, onclick: (event) => { event.preventDefault(); act.link(url); } }, children);
}

function press(action) {
  return {
    onclick: (event) => action(event.currentTarget),
    onkeydown: (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); action(event.currentTarget); }
    },
  };
}
