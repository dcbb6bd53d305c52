-- Lists the edges whose lease is not over; the others are forgotten.
--
-- Returns the epoch, then of each edge its state and its report.

local told = {}
for _, edge in ipairs(redis.call('HKEYS', register)) do
  local is = known(edge)
  if is then
    told[#told + 1] = is.state
    told[#told + 1] = is.report
  end
end
table.insert(told, 1, redis.call('GET', KEYS[2]) or '0')
return told
