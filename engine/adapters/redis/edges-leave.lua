-- An edge is gone at once, unless another process has its id by now.
--
-- ARGV  2 edge   3 instance

local is = known(ARGV[2])
if not is or is.instance ~= ARGV[3] then return end
redis.call('HDEL', register, ARGV[2])
if is.state == 'serving' then raise_epoch() end
