#!/usr/bin/env bash
# Keeps one process of the Procfile alive: starts it again when it dies, slower each time; ends with it on TERM.
# Usage: keep.sh COMMAND…      TERM is expected to go to the whole process group, as honcho sends it.
pause=1
trap 'trap "" TERM INT; wait "$child"; exit 0' TERM INT
while true; do
  began=$SECONDS
  "$@" & child=$!
  wait "$child"; status=$?
  [ $((SECONDS - began)) -lt 30 ] || pause=1
  echo "ended with status $status; starting again in $pause s" >&2
  sleep "$pause" & child=$!
  wait "$child"
  pause=$((pause < 16 ? pause * 2 : 30))
done
