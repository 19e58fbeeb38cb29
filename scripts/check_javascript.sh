#!/usr/bin/env bash
# Every JavaScript file of ours parses: as a module, or as a script where it is one (the service worker).
cd "$(dirname "$0")/.." || exit 1
status=0
while IFS= read -r file; do
  node --input-type=module --check < "$file" 2> /tmp/muster-js.$$ || { echo "$file:"; cat /tmp/muster-js.$$; status=1; }
done < <(git ls-files 'static/*.js' 'templates/*.js')
rm -f /tmp/muster-js.$$
exit $status
