-- Keeps an order for an edge. When too many wait, one gives way: the oldest `settings` order among
-- the first hundred (an edge reads the record of every room it takes on anyway), else the oldest
-- of all; but not the first, which may be under way.
--
-- KEYS  1 the edge's orders, a stream: type, order (JSON)
-- ARGV  1 the most that wait   2 how long they wait, ms   3 type   4 order, JSON
-- Returns how many gave way.

local gone = 0
if redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[1]) then
  local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 100)
  local leaves = first[2] or first[1]
  for at = #first, 2, -1 do
    if first[at][2][2] == 'settings' then leaves = first[at] end
  end
  gone = redis.call('XDEL', KEYS[1], leaves[1])
end
redis.call('XADD', KEYS[1], '*', 'type', ARGV[3], 'order', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return gone
