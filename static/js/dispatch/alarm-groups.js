// Same causes group: ten calls that nobody answered are one line with a count, not ten lines over everything else.

/** Only alarms of calls and forms, which all say the same (the server groups those of an incident): `[{…oldest row, count, ids}]`. Pure. */
export function grouped(rows) {
  const heads = new Map();
  for (const row of rows) {
    const key = row.call || row.draft ? [row.cause, row.severity, row.acknowledged].join() : row.id;
    const head = heads.get(key);
    if (!head) heads.set(key, { ...row, ids: [row.id] });
    else {
      head.ids.push(row.id);
      head.count += row.count;
    }
  }
  return [...heads.values()];
}
