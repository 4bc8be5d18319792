import assert from "node:assert/strict";
import { test } from "node:test";

import { addYears, isoDay, parseDay, startOfYear, yearOf } from "../src/time/days.js";

test("a day is counted from 1970-01-01, at noon and midnight alike", () => {
  assert.equal(parseDay("1970-01-01"), 0);
  assert.equal(parseDay("1970-01-02"), 1);
  assert.equal(parseDay("1969-12-31"), -1);
  assert.equal(parseDay("1961-11-10"), -2974);
  assert.equal(parseDay(" 1961-11-10 "), -2974);
});

test("a month or a year stands for its first day", () => {
  assert.equal(parseDay("1961-11"), parseDay("1961-11-01"));
  assert.equal(parseDay("1961"), parseDay("1961-01-01"));
});

test("what is no day is none", () => {
  for (const text of ["", "61", "1961-13", "1961-00", "1961-02-29", "1961-11-31", "1961-11-00", "1961-1-1", "10.11.1961", "x1961", "1961x", null, undefined, "12345"]) {
    assert.ok(Number.isNaN(parseDay(text)), String(text));
  }
});

test("leap days are there in leap years only", () => {
  assert.equal(isoDay(parseDay("1960-02-29")), "1960-02-29");
  assert.equal(isoDay(parseDay("2000-02-29")), "2000-02-29");
  assert.ok(Number.isNaN(parseDay("1900-02-29")));
});

test("years before 100 are themselves", () => {
  assert.equal(isoDay(parseDay("0044-03-15")), "0044-03-15");
  assert.equal(yearOf(parseDay("0044-03-15")), 44);
  assert.equal(isoDay(startOfYear(44)), "0044-01-01");
});

test("every day of a century goes there and back", () => {
  for (let day = parseDay("1900"); day < parseDay("2000"); day += 17) assert.equal(parseDay(isoDay(day)), day);
});

test("years are added by the calendar", () => {
  assert.equal(isoDay(addYears(parseDay("1961-11-10"), 1)), "1962-11-10");
  assert.equal(isoDay(addYears(parseDay("1961-11-10"), -36)), "1925-11-10");
  assert.equal(isoDay(addYears(parseDay("1960-02-29"), 1)), "1961-03-01");
  assert.equal(isoDay(addYears(parseDay("1961-01-01"), -1)), "1960-01-01");
  assert.equal(yearOf(parseDay("1961-12-31")), 1961);
  assert.equal(startOfYear(1961), parseDay("1961"));
});
