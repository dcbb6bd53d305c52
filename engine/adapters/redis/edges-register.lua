-- An edge is up for another lease.
--
-- ARGV  2 edge   3 instance   4 the end of its lease, ms   5 '1': it is going down   6 report, JSON
-- Returns `held`, `new`, or `taken`: another process has this id, and nothing was changed.

local edge, instance = ARGV[2], ARGV[3]
local before = known(edge)
if before and before.instance ~= instance then return 'taken' end
local state = before and before.state or 'joining'
if ARGV[5] == '1' then state = 'draining' end
if before and before.state == 'serving' and state ~= 'serving' then raise_epoch() end
put(edge, { ends = tonumber(ARGV[4]), instance = instance, state = state, report = ARGV[6] })
return before and 'held' or 'new'
