package vn

import "math"

// The lunar calendar of Vietnam, from its rules: a month begins on the day, at
// UTC+7, of the new moon; the eleventh month holds the winter solstice; where
// thirteen months lie between two eleventh ones, the first month without a major
// solar term is a leap month and has no number of its own. The instants are
// reckoned after Jean Meeus, Astronomical Algorithms, chapters 25 and 49: new
// moons to about a minute, the sun's longitude to a hundredth of a degree.

const (
	julianDayZero = 2415020.5  // of 01/01/1900, 00:00 UTC
	newMoonZero   = 2451550.1  // about the new moon of 06/01/2000
	lunation      = 29.5305889 // days between two new moons
)

// newYearLunar is the first day of the first lunar month in the year, and
// tenthOfThird the 10th of the third one, Giỗ Tổ Hùng Vương; as day numbers.
func newYearLunar(year int) (first, tenthOfThird int) {
	before, after := eleventhMonth(year-1), eleventhMonth(year)
	first, third := before+2, before+4
	if after-before == 13 {
		switch leap := leapMonth(before); {
		case leap <= 2:
			first, third = first+1, third+1
		case leap <= 4:
			third++
		}
	}
	return newMoonDay(first), newMoonDay(third) + 9
}

// eleventhMonth is the number of the new moon that begins the eleventh month of
// a year, the one with the winter solstice in it.
func eleventhMonth(year int) int {
	newYear := yearStart[year-firstYear+1]
	k := int(math.Round((julianDayZero + float64(newYear) - newMoonZero) / lunation))
	for newMoonDay(k) >= newYear || sector(newMoonDay(k)) >= 9 {
		// The month begins after the solstice, which is the start of sector 9 of 12.
		k--
	}
	return k
}

// leapMonth is how many months after the eleventh one the leap month comes.
func leapMonth(eleventh int) int {
	for i := 1; ; i++ {
		if sector(newMoonDay(eleventh+i)) == sector(newMoonDay(eleventh+i+1)) {
			return i
		}
	}
}

// sector is the twelfth of the ecliptic, from the spring equinox, that the sun
// is in at the beginning of a day.
func sector(day int) int {
	t := (julianDayZero + float64(day) - 7./24 - 2451545) / 36525
	m := radians(357.52911 + 35999.05029*t - 0.0001537*t*t)
	center := (1.914602-0.004817*t-0.000014*t*t)*math.Sin(m) + (0.019993-0.000101*t)*math.Sin(2*m) + 0.000289*math.Sin(3*m)
	longitude := 280.46646 + 36000.76983*t + 0.0003032*t*t + center - 0.00569 - 0.00478*math.Sin(radians(125.04-1934.136*t))
	return int(math.Floor(math.Mod(math.Mod(longitude, 360)+360, 360) / 30))
}

// moonTerms are the sines that move a new moon from its mean instant: days, the
// power of the eccentricity E, and the multiples of M, M' and F.
var moonTerms = [...]struct {
	days            float64
	e, m, moon, arg float64
}{
	{-0.40720, 0, 0, 1, 0}, {0.17241, 1, 1, 0, 0}, {0.01608, 0, 0, 2, 0}, {0.01039, 0, 0, 0, 2}, {0.00739, 1, -1, 1, 0},
	{-0.00514, 1, 1, 1, 0}, {0.00208, 2, 2, 0, 0}, {-0.00111, 0, 0, 1, -2}, {-0.00057, 0, 0, 1, 2}, {0.00056, 1, 1, 2, 0},
	{-0.00042, 0, 0, 3, 0}, {0.00042, 1, 1, 0, 2}, {0.00038, 1, 1, 0, -2}, {-0.00024, 1, -1, 2, 0}, {-0.00007, 0, 2, 1, 0},
}

// newMoonDay is the day at UTC+7 of the k-th new moon after that of 06/01/2000.
func newMoonDay(k int) int {
	n := float64(k)
	t := n / 1236.85
	e := 1 - 0.002516*t - 0.0000074*t*t
	m := radians(2.5534 + 29.10535670*n - 0.0000014*t*t)
	moon := radians(201.5643 + 385.81693528*n + 0.0107582*t*t)
	arg := radians(160.7108 + 390.67050284*n - 0.0016118*t*t)
	at := 2451550.09766 + 29.530588861*n + 0.00015437*t*t - 0.00017*math.Sin(radians(124.7746-1.56375588*n))
	for _, s := range moonTerms {
		at += s.days * math.Pow(e, s.e) * math.Sin(s.m*m+s.moon*moon+s.arg*arg)
	}
	// The clocks of the earth run behind the reckoning by these seconds.
	years := t * 100
	at -= (62.92 + 0.32217*years + 0.005589*years*years) / secondsADay
	return int(math.Floor(at + 7./24 - julianDayZero))
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }
