-- Puts a room's record in the place of the version it was made from.
--
-- KEYS  1 records, a hash: room to JSON   2 the rooms' names, a sorted set with equal scores
--       3 the rooms by the number of their last change   4 a hash: the count of changes
-- ARGV  1 room   2 the version it was made from, 0: there was none   3 the record, JSON
-- Returns 1; or what is there by now, 0 when that is nothing.

local there = redis.call('HGET', KEYS[1], ARGV[1])
local version = there and cjson.decode(there).version or 0
if version ~= tonumber(ARGV[2]) then return there or 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('ZADD', KEYS[2], 0, ARGV[1])
redis.call('ZADD', KEYS[3], redis.call('HINCRBY', KEYS[4], 'count', 1), ARGV[1])
return 1
