-- A room is to spread over so many edges, unless that was changed meanwhile.
--
-- ARGV  2 room   3 how many it spreads over as far as is known   4 how many it is to
-- Returns 1, or nothing: again.

if not expired() then return nil end
local counts = key('counts', ARGV[2])
if redis.call('EXISTS', counts) == 0 then return 1 end
local width = redis.call('HGET', counts, 'width') or '1'
if width == ARGV[3] then redis.call('HSET', counts, 'width', ARGV[4]) end
return 1
