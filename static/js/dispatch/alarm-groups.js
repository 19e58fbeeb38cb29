// Same causes group: ten calls that nobody answered are one line with a count, not ten lines over everything else.

/** Alarms of an incident are grouped by the server; of calls and forms here: `[{…oldest row, count, ids}]`. Pure. */
export function grouped(rows) {
  const heads = new Map();
  for (const row of rows) {
    const key = row.incident ? row.id : [row.cause, row.severity, row.acknowledged].join();
    const head = heads.get(key);
    if (!head) heads.set(key, { ...row, ids: [row.id] });
    else {
      head.ids.push(row.id);
      head.count += row.count;
    }
  }
  return [...heads.values()];
}
