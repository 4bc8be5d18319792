// How a name sounds, roughly, whichever script and spelling it is written in: Warszawa, Varšava, Варшава, ვარშავა are one.

import { fold } from "./search.js";

// Letters of other scripts by the Latin ones that sound most like them. Hebrew and Arabic write consonants, which is enough.
const SCRIPTS = {
  а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ж: "zh", з: "z", и: "i", к: "k", л: "l", м: "m", н: "n", о: "o", п: "p", р: "r", с: "s",
  т: "t", у: "u", ф: "f", х: "h", ц: "c", ч: "ch", ш: "sh", щ: "shch", ъ: "", ы: "i", ь: "", э: "e", ю: "u", я: "a", і: "i", ј: "i", є: "e",
  ђ: "d", ћ: "ch", љ: "l", њ: "n", џ: "j", ѓ: "g", ќ: "k", ѕ: "z", җ: "j", ҷ: "j", ҳ: "h", ӏ: "",
  ა: "a", ბ: "b", გ: "g", დ: "d", ე: "e", ვ: "v", ზ: "z", თ: "t", ი: "i", კ: "k", ლ: "l", მ: "m", ნ: "n", ო: "o", პ: "p", ჟ: "zh", რ: "r",
  ს: "s", ტ: "t", უ: "u", ფ: "p", ქ: "k", ღ: "g", ყ: "k", შ: "sh", ჩ: "ch", ც: "c", ძ: "z", წ: "c", ჭ: "ch", ხ: "h", ჯ: "j", ჰ: "h",
  ա: "a", բ: "b", գ: "g", դ: "d", ե: "e", զ: "z", է: "e", ը: "e", թ: "t", ժ: "zh", ի: "i", լ: "l", խ: "h", ծ: "c", կ: "k", հ: "h", ձ: "z",
  ղ: "g", ճ: "ch", մ: "m", յ: "i", ն: "n", շ: "sh", ո: "o", չ: "ch", պ: "p", ջ: "j", ռ: "r", ս: "s", վ: "v", տ: "t", ր: "r", ց: "c",
  ւ: "v", փ: "p", ք: "k", օ: "o", ֆ: "f", և: "ev",
  α: "a", β: "v", γ: "g", δ: "d", ε: "e", ζ: "z", η: "i", θ: "t", ι: "i", κ: "k", λ: "l", μ: "m", ν: "n", ξ: "ks", ο: "o", π: "p", ρ: "r",
  σ: "s", τ: "t", υ: "i", φ: "f", χ: "h", ψ: "ps", ω: "o",
  א: "a", ב: "b", ג: "g", ד: "d", ה: "", ו: "v", ז: "z", ח: "h", ט: "t", י: "i", כ: "k", ך: "k", ל: "l", מ: "m", ם: "m", נ: "n", ן: "n",
  ס: "s", ע: "a", פ: "p", ף: "f", צ: "c", ץ: "c", ק: "k", ר: "r", ש: "sh", ת: "t",
  ا: "a", ب: "b", پ: "p", ت: "t", ث: "s", ج: "j", چ: "ch", ح: "h", خ: "h", د: "d", ذ: "z", ر: "r", ز: "z", ژ: "zh", س: "s", ش: "sh",
  ص: "s", ض: "d", ط: "t", ظ: "z", ع: "a", غ: "g", ف: "f", ق: "k", ک: "k", ك: "k", گ: "g", ل: "l", م: "m", ن: "n", ه: "", ة: "", و: "v",
  ي: "i", ی: "i", ى: "i",
};
// What is written with several letters, or differently from one language to another, and sounds much alike.
/** @type {[RegExp, string][]} */
const SOUNDS = [
  [/tsch|tch|dzh|dsch|dz|tz|ts|cz|cs|ch|kh|gh|ck|qu/g, "k"], [/sch|shch|szcz|sh|sz|zh|zs/g, "s"], [/ph/g, "f"], [/th/g, "t"],
  [/[cghqx]/g, "k"], [/z/g, "s"], [/w/g, "v"],
];

/** A name in Latin letters, folded. */
export function romanised(text) {
  return [...fold(text)].map((letter) => SCRIPTS[letter] ?? letter).join("");
}

/** What is left of a romanised name when vowels and doublings are gone; a vowel that begins a word leaves its mark. */
export function sound(text) {
  return romanised(text).split(/[^\p{L}]+/u).filter(Boolean).map((word) => {
    const plain = SOUNDS.reduce((so, [from, to]) => so.replace(from, to), word);
    return plain.replace(/^[aeiouyj]+/, "a").replace(/(?<=.)[aeiouyj]+/g, "").replace(/(.)\1+/g, "$1");
  }).join(" ");
}

/** How many letters have to be changed, added or left out to make one word of another (Levenshtein 1966). */
export function distance(from, to) {
  let row = Array.from({ length: to.length + 1 }, (_, k) => k);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + +(from[i - 1] !== to[j - 1]));
    row = next;
  }
  return row[to.length];
}
