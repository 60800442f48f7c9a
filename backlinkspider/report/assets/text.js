"use strict";
// The page's own words, and numbers and days as its reader writes them.

const texts = JSON.parse(document.getElementById("texts").textContent);
const language = document.documentElement.lang;
const integers = new Intl.NumberFormat(language);
const decimals = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
const plurals = new Intl.PluralRules(language);

// Returns the text of a key, `{names}` replaced; a text that counts in the form that `n` asks for.
function say(key, values = {}) {
  const found = texts[key];
  const pattern = typeof found === "string" ? found : found[plurals.select(values.n)] ?? found.other;
  return pattern.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? decimals.format(value) : value;
  });
}

// Returns the text for one of a family of names, or the name itself where there is none.
function named(family, name) {
  return texts[`${family}.${name}`] ?? name;
}

// Days are counted from 1970-01-01, in UTC.
function dayText(day) {
  return day === null ? "" : new Date(day * 864e5).toISOString().slice(0, 10);
}
