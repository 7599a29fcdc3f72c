-- Remembers fingerprints without queueing anything. ARGV: now, fingerprints. Returns one "1" or "0" each: whether it was new.
local flags = {}
for i = 2, #ARGV do
  flags[#flags + 1] = remember(ARGV[i]) and '1' or '0'
end
write_shape()
return table.concat(flags)
