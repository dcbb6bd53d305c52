-- Publishes a lane's gear for who holds its lease.
--
-- KEYS  1 the lease   2 gears
-- ARGV  1 the worker   2 the lease's number   3 the lane   4 its gear
-- Returns 1, or 0 when the lease is somebody else's.

local number, holder = holder_of(KEYS[1])
if holder ~= ARGV[1] or number ~= ARGV[2] then return 0 end
if ARGV[4] == '1' then
  redis.call('HDEL', KEYS[2], ARGV[3])
else
  redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
end
return 1
