// The four levels as the field says them: 一级 … 四级, not 1级 … 4级.
const WORDS = { 1: gettext("level 1"), 2: gettext("level 2"), 3: gettext("level 3"), 4: gettext("level 4") };

export const levelWord = (level) => WORDS[level] ?? String(level);
