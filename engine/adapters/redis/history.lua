-- Of each bucket the newest at or below a cursor; without one of this epoch, the newest of all.

return read_buckets(function(_, first, last, cursor, most)
  local to = math.min(cursor or last, last)
  return math.max(to - most + 1, first), to
end)
