-- Takes what a worker says, if one does, and tells what is known. Forgets workers that are gone.
--
-- KEYS  1 workers   2 gears   3 pins
-- ARGV  1 now, ms   2 the worker, '' for who only looks   3 the end of its lease   4 its reports
-- Returns the workers with their reports, the gears and the pins, each as a flat list.

local now, worker = tonumber(ARGV[1]), ARGV[2]
if worker ~= '' then redis.call('HSET', KEYS[1], worker, ARGV[3] .. ' ' .. ARGV[4]) end

local said = redis.call('HGETALL', KEYS[1])
local known = {}
for index = 1, #said, 2 do
  local ends, reports = string.match(said[index + 1], '^(%d+) (.*)$')
  if tonumber(ends) > now then
    known[#known + 1] = said[index]
    known[#known + 1] = reports
  elseif worker ~= '' then
    redis.call('HDEL', KEYS[1], said[index])
  end
end
return { known, redis.call('HGETALL', KEYS[2]), redis.call('HGETALL', KEYS[3]) }
