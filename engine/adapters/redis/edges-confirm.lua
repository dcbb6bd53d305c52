-- An edge was found at its address: if it is joining, it serves from now on.
--
-- ARGV  2 edge   3 instance

local is = known(ARGV[2])
if not is or is.instance ~= ARGV[3] or is.state ~= 'joining' then return end
is.state = 'serving'
put(ARGV[2], is)
raise_epoch()
