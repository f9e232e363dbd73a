# SPDX-License-Identifier: GPL-3.0-or-later
# xarray 2023.01.0 (Debian's python3-xarray) and netCDF: a quantity whose unit is seconds.
#
# One would guess: a variable with units = "seconds" is read as the numbers that were written,
# with its unit beside it, as one with units = "epochs" or "s" is.
# Seen: it becomes a timedelta64. A mean is one, too, and float() of it counts nanoseconds:
# 1.5 seconds are 1500000000.0. The unit "s" changes nothing. float32 minutes come back
# as 6000000060 nanoseconds for 0.1.
# Why it matters: latency, or the seconds that an epoch takes, is a metric or an axis of a
# sweep. Where the unit is written out, the same program reports it a thousand million times
# as large after the results have gone through a file.
. "$(dirname -- "$0")/lib.sh"
debian python3-netcdf4 1.6.2
debian python3-xarray 2023.01.0

cat >a.py <<'PY'
import numpy as np
import xarray as xr

written = np.array([1.0, 2.0])
data = xr.Dataset({unit: ("trial", written, {"units": unit})
                   for unit in ("seconds", "s", "epochs")})
data["minutes"] = ("trial", np.array([0.1, 0.2], "f4"), {"units": "minutes"})
data.to_netcdf("t.nc")
read = xr.open_dataset("t.nc")
for unit in ("seconds", "s", "epochs"):
    print(read[unit].dtype, float(read[unit].mean()))
print(int(read["minutes"][0].values))
PY
/usr/bin/python3 a.py >out 2>err || cat err
seen 'the mean of 1 and 2 seconds' "$(sed -n 1p out)" 'timedelta64[ns] 1500000000.0'
seen 'of 1 and 2 s' "$(sed -n 2p out)" 'float64 1.5'
seen 'of 1 and 2 epochs' "$(sed -n 3p out)" 'float64 1.5'
seen '0.1 minutes' "$(sed -n 4p out)" 6000000060
finish
