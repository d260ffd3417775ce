"""How the admin and plain `{{ date }}` write dates: with the weekday, and moments with the time zone."""

DATE_FORMAT = "D j \\d\\e M \\d\\e Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "D j \\d\\e M \\d\\e Y, H:i T"
SHORT_DATE_FORMAT = "j \\d\\e M \\d\\e Y"
SHORT_DATETIME_FORMAT = "j \\d\\e M \\d\\e Y, H:i T"
