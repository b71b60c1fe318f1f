#!/usr/bin/env node
/** Documents. */
import { readFile } from 'fs';

const pattern = /[/"'`]\/(\d+)/gi, half = total / 2 / count; // division
const text = `sum: ${a + `${b.map((x) => { return "}" + x; })}` } \` end
  on the next line ${ { key: 'it\'s' }.key }`;
export async function load(path) {
    if (/^\s*#/.test(path)) return /x/;
    let $total = 0b101 + 1_000.5e3;
    /* comment
       with `ticks` */
    return (await readFile(path)) / 3;
}
class Point extends Base {
    #x = null;
    get x() { return this.#x ?? undefined; }
}
`open ${
