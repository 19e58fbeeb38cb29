/* Quick typing over the kinds: the same algorithm as incidents/kinds/match.py; tests/browser/test_kind_picker.py feeds both. */

const EXACT = 0;
const NAME_START = 1;
const INITIALS_START = 2;
const WORD_START = 3;
const KEYWORD_START = 4;
const NAME_INSIDE = 5;
const KEYWORD_INSIDE = 6;
const PARTS = /[\s/,，、()（）·-]+/;

/** Kinds that fit `text` (code, Chinese, English, pinyin initials), best first; `[]` for empty text. */
export function matchKinds(text, kinds, limit = 12) {
  const code = /^\s*\d{2}(-\d{2}){1,2}\s*$/.test(text); // a code as it is shown
  const words = code ? [text.replace(/\D/g, "")] : text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) {
    return [];
  }
  const ranked = [];
  for (const kind of kinds) {
    const ranks = words.map((word) => rank(word, kind));
    if (!ranks.includes(null)) {
      ranked.push({ rank: Math.max(...ranks), kind });
    }
  }
  ranked.sort((a, b) => a.rank - b.rank || a.kind.depth - b.kind.depth || (a.kind.code < b.kind.code ? -1 : 1));
  return ranked.slice(0, limit).map((row) => row.kind);
}

function rank(word, kind) {
  if (/^\d+$/.test(word)) {
    return kind.code === word ? EXACT : kind.code.startsWith(word) ? NAME_START : null;
  }
  const { chinese, english, parts, keywords, initials } = prepared(kind);
  const begins = (part) => part.startsWith(word);
  if (word === chinese || word === english || word === initials[0]) {
    return EXACT;
  }
  if (begins(chinese) || begins(english)) {
    return NAME_START;
  }
  if (initials.length && begins(initials[0])) {
    return INITIALS_START;
  }
  if (parts.some(begins)) {
    return WORD_START;
  }
  if (keywords.some(begins) || initials.slice(1).some(begins)) {
    return KEYWORD_START;
  }
  if (chinese.includes(word)) {
    return NAME_INSIDE;
  }
  if (keywords.some((part) => part.includes(word)) || (word.length > 2 && english.includes(word))) {
    return KEYWORD_INSIDE;
  }
  return null;
}

const words = (text, by) => text.toLowerCase().split(by).filter(Boolean);
const kept = new WeakMap();

/** A kind's texts in small letters and parted, worked out once. */
function prepared(kind) {
  let texts = kept.get(kind);
  if (!texts) {
    texts = {
      chinese: kind.name_zh.toLowerCase(),
      english: kind.name_en.toLowerCase(),
      parts: words(kind.name_en, PARTS),
      keywords: [...words(kind.keywords_zh, /\s+/), ...words(kind.keywords_en, PARTS)],
      initials: words(kind.initials, /\s+/),
    };
    kept.set(kind, texts);
  }
  return texts;
}
