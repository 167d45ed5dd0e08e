# SPDX-License-Identifier: GPL-2.0-or-later
"""What keeps people from using a page: names of controls, tables, headings, ids, roles, contrast, width.

With AXE set to the path of axe.min.js (axe-core, MPL-2.0), axe looks too; see CONTRIBUTING.md. These checks are those of
its rules that a page such as this can break."""

import json
import os

CODE = r"""
(() => {
  const wrong = [], seen = (e) => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length;
  const say = (what, e) => wrong.push(`${what}: ${e.outerHTML.slice(0, 120)}`);
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  const textOf = (id) => document.getElementById(id) ? document.getElementById(id).textContent.trim() : "";
  const nameOf = (e) => (e.getAttribute("aria-label") || "").trim() ||
    (e.getAttribute("aria-labelledby") || "").split(" ").map(textOf).join(" ").trim() ||
    [...(e.labels || [])].map((label) => label.textContent).join(" ").trim() || e.textContent.trim();

  if (!document.documentElement.lang) wrong.push("no language");
  if (!document.title.trim()) wrong.push("no title");
  if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
  if (document.querySelectorAll("main").length !== 1) wrong.push("not one main");
  let level = 0;
  for (const heading of all("h1, h2, h3, h4")) {
    const here = Number(heading.tagName[1]);
    if (here > level + 1) say("a heading skips a level", heading);
    if (!heading.textContent.trim()) say("a heading without words", heading);
    level = here;
  }
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) wrong.push(`two have the id ${id}`);
  for (const name of ["aria-labelledby", "aria-describedby", "for"])
    for (const e of document.querySelectorAll(`[${name}]`))
      for (const id of e.getAttribute(name).split(" ")) if (!ids.includes(id)) say(`${name} leads nowhere`, e);
  for (const e of all("button, input, select, summary, a[href], [role=treeitem], [role=region]")) if (!nameOf(e)) say("without a name", e);
  for (const e of all('svg:not([aria-hidden="true"])'))
    if (e.getAttribute("role") !== "img" || !nameOf(e)) say("a picture without words", e);
  for (const table of all("table")) {
    if (![...table.querySelectorAll("th")].every((th) => th.scope)) say("a heading of no row and no column", table);
    if (!table.querySelector("thead th")) say("a table without headings", table);
    const columns = table.tHead.rows[0].cells.length;
    for (const row of table.tBodies[0].rows)
      if (row.cells.length !== columns) say(`${row.cells.length} cells under ${columns} headings`, row);
  }
  for (const list of all("dl"))
    for (const child of list.children) if (!["DT", "DD"].includes(child.tagName)) say("in a list of terms", child);
  for (const list of all("dl")) if (!list.firstElementChild || list.firstElementChild.tagName !== "DT") say("a list of terms without one", list);
  for (const item of document.querySelectorAll("[role=treeitem]"))
    if (!item.closest("[role=tree]") || !["tree", "group"].includes(item.parentElement.getAttribute("role"))) say("not in a tree", item);
  if (document.querySelector("[role=tree]") && document.querySelectorAll('[role=treeitem][tabindex="0"]').length > 1)
    wrong.push("several items of the tree take the tab key");
  for (const e of all("*")) {
    const style = getComputedStyle(e);
    if (["auto", "scroll"].includes(style.overflowX) && e.scrollWidth > e.clientWidth + 1 && e.tabIndex < 0 && !e.querySelector("button, a"))
      say("scrolls, and not by keyboard", e);
  }
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 1) wrong.push(`the page is ${wide} pixels too wide`);

  const parse = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
    return {r, g, b, a};
  };
  const over = (top, under) => ({r: top.r * top.a + under.r * (1 - top.a), g: top.g * top.a + under.g * (1 - top.a),
    b: top.b * top.a + under.b * (1 - top.a), a: 1});
  const light = ({r, g, b}) => [r, g, b].map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const paperOf = (e) => {
    const layers = [];
    for (let at = e; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), {r: 255, g: 255, b: 255, a: 1});
  };
  for (const e of all("body *")) {
    if (![...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) || e.closest(".hidden") || e.matches("option")) continue;
    const style = getComputedStyle(e), ink = parse(e instanceof SVGElement ? style.fill : style.color), paper = paperOf(e);
    const [a, b] = [light(over(ink, paper)), light(paper)].sort((x, y) => y - x);
    const large = parseFloat(style.fontSize) >= 24 || parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700;
    if ((a + 0.05) / (b + 0.05) < (large ? 3 : 4.5)) say(`contrast ${((a + 0.05) / (b + 0.05)).toFixed(2)}`, e);
  }
  return [...new Set(wrong)];
})()
"""


def check(page):
    """What is wrong, in words."""
    found = page.run(CODE)
    axe = os.environ.get("AXE")
    if axe:
        page.run(open(axe, encoding="utf-8").read() + ";0")
        result = page.run("axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations.map((v) => "
                          "[v.id, v.impact, v.nodes.map((n) => n.html.slice(0, 160)).slice(0, 3)]))")
        found += ["axe: " + json.dumps(one) for one in result]
    return found
