-- The right of a worker to write a lane out of a partition, unless another has it.
--
-- KEYS  1 the lease   2 workers   3 number
-- ARGV  1 now, ms   2 the worker   3 how long the key lives, ms
-- Returns the lease's number, in letters; nothing when another worker has it.

local now, worker = tonumber(ARGV[1]), ARGV[2]
local _, holder = holder_of(KEYS[1])
if holder and holder ~= worker and is_up(KEYS[2], holder, now) then return false end

-- Not below the time: so numbers grow on when this Redis has lost them.
local last = tonumber(redis.call('GET', KEYS[3]) or '0')
local number = string.format('%.0f', math.max(last + 1, now))
redis.call('SET', KEYS[3], number)
redis.call('SET', KEYS[1], number .. ' ' .. worker, 'PX', ARGV[3])
return number
