-- Whether fingerprints were seen. ARGV: now, fingerprints (signed decimals). Returns one "1" or "0" each.
local flags = {}
for i = 2, #ARGV do
  flags[#flags + 1] = tostring(redis.call('SISMEMBER', bucket_of(ARGV[i]), ARGV[i]))
end
return table.concat(flags)
