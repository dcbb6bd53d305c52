-- Lists the edges whose lease is not over, and takes the others away.
--
-- KEYS  1 the register, a hash: edge to `<end of its lease, ms> <what it says, JSON>`
-- ARGV  1 now, ms
-- Returns what each says.

local live = {}
local all = redis.call('HGETALL', KEYS[1])
for at = 1, #all, 2 do
  local until_ms, says = string.match(all[at + 1], '^(%d+) (.*)$')
  if tonumber(until_ms) > tonumber(ARGV[1]) then
    live[#live + 1] = says
  else
    redis.call('HDEL', KEYS[1], all[at])
  end
end
return live
