"""The battery: 169 expressions of every kind."""

from benchmarks.translators import functions_battery, structures_battery

BATTERY = (*functions_battery.BATTERY, *structures_battery.BATTERY)
