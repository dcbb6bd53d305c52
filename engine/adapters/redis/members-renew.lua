-- Renews an edge's lease, or begins one.
--
-- ARGV  2 edge   3 when its lease ends
-- Returns 1 when all that the edge holds is known, 0 when it must report it, or nothing: again.

if not expired() then return nil end
local whole, run = renewed(ARGV[2], ARGV[3])
if whole == nil then return nil end
redis.call('HSET', runs, ARGV[2], '+' .. run)
return whole and 1 or 0
