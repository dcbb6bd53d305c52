-- All three buckets beyond a cursor: whitelist and high from the oldest, low from the newest.

return read_buckets(function(bucket, first, last, cursor, most)
  local from = math.max((cursor or 0) + 1, first)
  if bucket == 3 then return math.max(from, last - most + 1), last end
  return from, math.min(from + most - 1, last)
end)
