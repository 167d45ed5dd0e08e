# aubacklog: the audit queue at boot. Run: gnuplot FILE
# Another name or size: gnuplot -e "output='queue.svg'" FILE, and change the terminal below.
# $stack holds cumulative counts: x, held, + lost, + perhaps lost, + written without the queue.
# Lines and texts stand at shares of the page: they fit the ranges and margins below.
if (!exists("output")) output = 'aubacklog.png'
set encoding utf8
set terminal pngcairo size 1600,900 font 'sans,15' noenhanced
set output output
held_colour = '#9ecaeb'
lost_colour = '#cc4d05'
perhaps_colour = '#fcdebf'
passed_colour = '#ededed'
blind_colour = '#b8b8b8'
set key off
unset border
unset tics
set style fill solid noborder
$stack << END
0 0 0 0 0
1 1 1 1 1
2 2 2 2 2
3 3 3 3 3
4 4 4 4 4
5 5 5 5 5
6 9 9 9 9
7 10 10 10 10
8 14 14 14 14
9 15 15 15 15
10 19 19 19 19
11 23 23 23 23
12 27 27 27 27
13 31 31 31 31
14 32 32 32 32
15 33 33 33 33
16 34 34 34 34
17 35 35 35 35
18 36 36 36 36
19 37 37 37 37
20 38 38 38 38
21 39 39 39 39
22 40 40 40 40
23 41 41 41 41
24 42 42 42 42
25 43 43 43 43
26 44 44 44 44
27 45 45 45 45
28 46 46 46 46
29 47 47 47 47
30 48 48 48 48
31 49 49 49 49
32 50 50 50 50
33 51 51 51 51
34 52 52 52 52
35 56 56 56 56
36 60 60 60 60
37 61 61 61 61
38 62 62 62 62
39 63 63 63 63
40 64 64 64 64
41 64 68 68 68
42 64 68 68 71
43 64 68 68 74
END
set xrange [0:43]
set yrange [0:81.4]
set lmargin at screen 0.05525
set rmargin at screen 0.75625
set tmargin at screen 0.78444
set bmargin at screen 0.14000
set arrow from screen 0.05025, screen 0.14000 to screen 0.05525, screen 0.14000 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.05025, screen 0.29834 to screen 0.05525, screen 0.29834 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.05025, screen 0.45668 to screen 0.05525, screen 0.45668 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.05025, screen 0.61502 to screen 0.05525, screen 0.61502 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.05025, screen 0.77336 to screen 0.05525, screen 0.77336 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.05525, screen 0.78444 to screen 0.05525, screen 0.14000 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.05525, screen 0.14000 to screen 0.75625, screen 0.14000 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.05525, screen 0.14000 to screen 0.05525, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.13676, screen 0.14000 to screen 0.13676, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.21827, screen 0.14000 to screen 0.21827, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.29978, screen 0.14000 to screen 0.29978, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.38130, screen 0.14000 to screen 0.38130, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.46281, screen 0.14000 to screen 0.46281, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.54432, screen 0.14000 to screen 0.54432, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.62583, screen 0.14000 to screen 0.62583, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.70734, screen 0.14000 to screen 0.70734, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.05525, screen 0.64669 to screen 0.75625, screen 0.64669 nohead front lw 0.9 dt 3 lc rgb '#000000'
set arrow from screen 0.05525, screen 0.67836 to screen 0.75625, screen 0.67836 nohead front lw 1.5 dt 2 lc rgb '#00664a'
set arrow from screen 0.75625, screen 0.67836 to screen 0.75625, screen 0.67836 nohead front lw 0.9 dt 3 lc rgb '#00664a'
set arrow from screen 0.05525, screen 0.64669 to screen 0.72365, screen 0.64669 nohead front lw 2.7 lc rgb '#000000'
set object rectangle from screen 0.76125, screen 0.72586 to screen 0.77250, screen 0.67836 front fc rgb passed_colour fs solid noborder
set arrow from screen 0.77250, screen 0.70211 to screen 0.77625, screen 0.70211 nohead front lw 1.5 lc rgb '#666666'
set arrow from screen 0.77625, screen 0.70211 to screen 0.79500, screen 0.70211 nohead front lw 1.5 lc rgb '#666666'
set arrow from screen 0.75625, screen 0.67836 to screen 0.77625, screen 0.67836 nohead front lw 1.5 lc rgb '#00664a'
set arrow from screen 0.77625, screen 0.67836 to screen 0.79500, screen 0.64211 nohead front lw 1.5 lc rgb '#00664a'
set object rectangle from screen 0.76125, screen 0.67836 to screen 0.77250, screen 0.64669 front fc rgb lost_colour fs solid noborder
set arrow from screen 0.77250, screen 0.66252 to screen 0.77625, screen 0.66252 nohead front lw 1.5 lc rgb '#992e00'
set arrow from screen 0.77625, screen 0.66252 to screen 0.79500, screen 0.58211 nohead front lw 1.5 lc rgb '#992e00'
set arrow from screen 0.75625, screen 0.64669 to screen 0.77625, screen 0.64669 nohead front lw 1.5 lc rgb '#000000'
set arrow from screen 0.77625, screen 0.64669 to screen 0.79500, screen 0.52211 nohead front lw 1.5 lc rgb '#000000'
set object rectangle from screen 0.76125, screen 0.64669 to screen 0.77250, screen 0.14000 front fc rgb held_colour fs solid noborder
set arrow from screen 0.77250, screen 0.39334 to screen 0.77625, screen 0.39334 nohead front lw 1.5 lc rgb '#005494'
set arrow from screen 0.77625, screen 0.39334 to screen 0.79500, screen 0.39334 nohead front lw 1.5 lc rgb '#005494'
set arrow from screen 0.70734, screen 0.14000 to screen 0.70734, screen 0.88222 nohead front lw 1.2 lc rgb '#5c5c5c'
set arrow from screen 0.72365, screen 0.14000 to screen 0.72365, screen 0.84889 nohead front lw 1.2 lc rgb '#5c5c5c'
set arrow from screen 0.73995, screen 0.14000 to screen 0.73995, screen 0.81556 nohead front lw 1.2 lc rgb '#5c5c5c'
set label 'The audit queue overflowed at boot: 4 of 68 records lost (lab)' at screen 0.01500, screen 0.96222 left font 'sans Bold,24.0' noenhanced tc rgb '#1a1a1a' front
set label 'boot of 2026-11-21 01:39:00 UTC, limit 64, kernel 6.1.0-56-cloud-amd64' at screen 0.01500, screen 0.92000 left font 'sans,14.2' noenhanced tc rgb '#5c5c5c' front
set label 'event number since boot' at screen 0.40575, screen 0.07778 center font 'sans,14.2' noenhanced tc rgb '#1a1a1a' front
set label 'records (queue slots), cumulative' at screen 0.01750, screen 0.46222 center rotate by 90 font 'sans,14.2' noenhanced tc rgb '#1a1a1a' front
set label 'Smallest limit that loses nothing: 68. Boot with audit=1 audit_backlog_limit=8192.' at screen 0.01500, screen 0.03111 left font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '0' at screen 0.04650, screen 0.14000 right font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '20' at screen 0.04650, screen 0.29834 right font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '40' at screen 0.04650, screen 0.45668 right font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '60' at screen 0.04650, screen 0.61502 right font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '80' at screen 0.04650, screen 0.77336 right font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '0' at screen 0.05525, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '5' at screen 0.13676, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '10' at screen 0.21827, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '15' at screen 0.29978, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '20' at screen 0.38130, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '25' at screen 0.46281, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '30' at screen 0.54432, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '35' at screen 0.62583, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '40' at screen 0.70734, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '6 records not queued' at screen 0.79875, screen 0.71433 left font 'sans Bold,14.2' noenhanced tc rgb '#666666' front
set label 'written by auditd directly' at screen 0.79875, screen 0.68877 left font 'sans,12.8' noenhanced tc rgb '#5c5c5c' front
set label 'limit 68' at screen 0.79875, screen 0.65433 left font 'sans Bold,14.2' noenhanced tc rgb '#00664a' front
set label 'would have held everything' at screen 0.79875, screen 0.62877 left font 'sans,12.8' noenhanced tc rgb '#5c5c5c' front
set label '4 records lost' at screen 0.79875, screen 0.59433 left font 'sans Bold,14.2' noenhanced tc rgb '#992e00' front
set label 'dropped by the full queue' at screen 0.79875, screen 0.56877 left font 'sans,12.8' noenhanced tc rgb '#5c5c5c' front
set label 'limit 64' at screen 0.79875, screen 0.53433 left font 'sans Bold,14.2' noenhanced tc rgb '#000000' front
set label 'in force at boot' at screen 0.79875, screen 0.50877 left font 'sans,12.8' noenhanced tc rgb '#5c5c5c' front
set label '64 records held' at screen 0.79875, screen 0.40557 left font 'sans Bold,14.2' noenhanced tc rgb '#005494' front
set label 'in the queue for auditd' at screen 0.79875, screen 0.38001 left font 'sans,12.8' noenhanced tc rgb '#5c5c5c' front
set label 'auditd starts' at screen 0.71234, screen 0.86889 left font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label 'auditd takes over' at screen 0.72865, screen 0.83556 left font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label 'limit set to 8192, too late' at screen 0.74495, screen 0.80222 left font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
plot \
  $stack using 1:4:5 with filledcurves lc rgb passed_colour, \
  $stack using 1:3:4 with filledcurves lc rgb perhaps_colour, \
  $stack using 1:2:3 with filledcurves lc rgb lost_colour, \
  $stack using 1:2:4 with filledcurves fs transparent pattern 5 lc rgb '#992e00', \
  $stack using 1:(0):2 with filledcurves lc rgb held_colour, \
  $stack using 1:5 with lines lw 1 dt 2 lc rgb '#666666', \
  $stack using 1:2 with lines lw 1.5 lc rgb '#005494'
