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
31 52 52 52 52
32 53 53 53 53
33 61 61 61 61
33.375 64 64 64 64
34 64 69 69 69
35 64 77 77 77
36 64 85 85 85
37 64 93 93 93
38 64 101 101 101
39 64 102 102 102
40 64 103 103 103
41 64 111 111 111
42 64 119 119 119
43 64 120 120 120
44 64 124 124 124
45 64 128 128 128
46 64 136 136 136
47 64 137 137 137
48 64 145 145 145
49 64 153 153 153
50 64 161 161 161
51 64 169 169 169
52 64 177 177 177
53 64 185 185 185
54 64 193 193 193
55 64 201 201 201
56 64 210 210 210
57 64 218 218 218
58 64 219 219 219
59 64 227 227 227
60 64 235 235 235
61 64 243 243 243
62 64 251 251 251
63 64 259 259 259
64 64 267 267 267
65 64 268 268 268
66 64 276 276 276
67 64 284 284 284
68 64 292 292 292
69 64 300 300 300
70 64 308 308 308
71 64 316 316 316
72 64 324 324 324
73 64 332 332 332
74 64 342 342 342
75 64 351 351 351
76 64 359 359 359
77 64 367 367 367
78 64 375 375 375
79 64 383 383 383
80 64 391 391 391
81 64 399 399 399
82 64 407 407 407
83 64 415 415 415
84 64 423 423 423
85 64 431 431 431
86 64 439 439 439
87 64 440 440 440
88 64 449 449 449
89 64 454 454 454
90 64 454 454 458
91 64 454 454 467
92 64 454 454 475
93 64 454 454 483
94 64 454 454 491
95 64 454 454 499
96 64 454 454 507
97 64 454 454 515
98 64 454 454 523
99 64 454 454 531
100 64 454 454 539
101 64 454 454 547
102 64 454 454 555
103 64 454 454 559
104 64 454 454 562
END
set xrange [0:104]
set yrange [0:618.2]
set lmargin at screen 0.06162
set rmargin at screen 0.75625
set tmargin at screen 0.78444
set bmargin at screen 0.14000
set arrow from screen 0.05662, screen 0.14000 to screen 0.06162, screen 0.14000 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.05662, screen 0.34849 to screen 0.06162, screen 0.34849 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.05662, screen 0.55698 to screen 0.06162, screen 0.55698 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.05662, screen 0.76547 to screen 0.06162, screen 0.76547 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.06162, screen 0.78444 to screen 0.06162, screen 0.14000 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.06162, screen 0.14000 to screen 0.75625, screen 0.14000 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.06162, screen 0.14000 to screen 0.06162, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.19521, screen 0.14000 to screen 0.19521, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.32879, screen 0.14000 to screen 0.32879, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.46237, screen 0.14000 to screen 0.46237, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.59595, screen 0.14000 to screen 0.59595, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.72953, screen 0.14000 to screen 0.72953, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.06162, screen 0.20672 to screen 0.75625, screen 0.20672 nohead front lw 0.9 dt 3 lc rgb '#000000'
set arrow from screen 0.06162, screen 0.61327 to screen 0.75625, screen 0.61327 nohead front lw 1.5 dt 2 lc rgb '#00664a'
set arrow from screen 0.75625, screen 0.61327 to screen 0.75625, screen 0.61327 nohead front lw 0.9 dt 3 lc rgb '#00664a'
set arrow from screen 0.06162, screen 0.20672 to screen 0.65606, screen 0.20672 nohead front lw 2.7 lc rgb '#000000'
set object rectangle from screen 0.76125, screen 0.72586 to screen 0.77250, screen 0.61327 front fc rgb passed_colour fs solid noborder
set arrow from screen 0.77250, screen 0.66957 to screen 0.77625, screen 0.66957 nohead front lw 1.5 lc rgb '#666666'
set arrow from screen 0.77625, screen 0.66957 to screen 0.79500, screen 0.66957 nohead front lw 1.5 lc rgb '#666666'
set arrow from screen 0.75625, screen 0.61327 to screen 0.77625, screen 0.61327 nohead front lw 1.5 lc rgb '#00664a'
set arrow from screen 0.77625, screen 0.61327 to screen 0.79500, screen 0.60957 nohead front lw 1.5 lc rgb '#00664a'
set object rectangle from screen 0.76125, screen 0.61327 to screen 0.77250, screen 0.20672 front fc rgb lost_colour fs solid noborder
set arrow from screen 0.77250, screen 0.41000 to screen 0.77625, screen 0.41000 nohead front lw 1.5 lc rgb '#992e00'
set arrow from screen 0.77625, screen 0.41000 to screen 0.79500, screen 0.41000 nohead front lw 1.5 lc rgb '#992e00'
set arrow from screen 0.75625, screen 0.20672 to screen 0.77625, screen 0.20672 nohead front lw 1.5 lc rgb '#000000'
set arrow from screen 0.77625, screen 0.20672 to screen 0.79500, screen 0.20672 nohead front lw 1.5 lc rgb '#000000'
set object rectangle from screen 0.76125, screen 0.20672 to screen 0.77250, screen 0.14000 front fc rgb held_colour fs solid noborder
set arrow from screen 0.77250, screen 0.17336 to screen 0.77625, screen 0.17336 nohead front lw 1.5 lc rgb '#005494'
set arrow from screen 0.77625, screen 0.17336 to screen 0.79500, screen 0.14672 nohead front lw 1.5 lc rgb '#005494'
set arrow from screen 0.64938, screen 0.14000 to screen 0.64938, screen 0.88222 nohead front lw 1.2 lc rgb '#5c5c5c'
set arrow from screen 0.65606, screen 0.14000 to screen 0.65606, screen 0.84889 nohead front lw 1.2 lc rgb '#5c5c5c'
set arrow from screen 0.74957, screen 0.14000 to screen 0.74957, screen 0.81556 nohead front lw 1.2 lc rgb '#5c5c5c'
set label 'The audit queue overflowed at boot: 390 of 454 records lost (lab)' at screen 0.01500, screen 0.96222 left font 'sans Bold,24.0' noenhanced tc rgb '#1a1a1a' front
set label 'boot of 2026-11-21 01:39:23 UTC, limit 64, kernel 6.1.0-56-cloud-amd64' at screen 0.01500, screen 0.92000 left font 'sans,14.2' noenhanced tc rgb '#5c5c5c' front
set label 'event number since boot' at screen 0.40894, screen 0.07778 center font 'sans,14.2' noenhanced tc rgb '#1a1a1a' front
set label 'records (queue slots), cumulative' at screen 0.01750, screen 0.46222 center rotate by 90 font 'sans,14.2' noenhanced tc rgb '#1a1a1a' front
set label 'Smallest limit that loses nothing: 454. Boot with audit=1 audit_backlog_limit=8192.' at screen 0.01500, screen 0.03111 left font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '0' at screen 0.05287, screen 0.14000 right font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '200' at screen 0.05287, screen 0.34849 right font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '400' at screen 0.05287, screen 0.55698 right font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '600' at screen 0.05287, screen 0.76547 right font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '0' at screen 0.06162, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '20' at screen 0.19521, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '40' at screen 0.32879, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '60' at screen 0.46237, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '80' at screen 0.59595, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '100' at screen 0.72953, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '108 records not queued' at screen 0.79875, screen 0.68179 left font 'sans Bold,14.2' noenhanced tc rgb '#666666' front
set label 'written by auditd directly' at screen 0.79875, screen 0.65623 left font 'sans,12.8' noenhanced tc rgb '#5c5c5c' front
set label 'limit 454' at screen 0.79875, screen 0.62179 left font 'sans Bold,14.2' noenhanced tc rgb '#00664a' front
set label 'would have held everything' at screen 0.79875, screen 0.59623 left font 'sans,12.8' noenhanced tc rgb '#5c5c5c' front
set label '390 records lost' at screen 0.79875, screen 0.42222 left font 'sans Bold,14.2' noenhanced tc rgb '#992e00' front
set label 'dropped by the full queue' at screen 0.79875, screen 0.39666 left font 'sans,12.8' noenhanced tc rgb '#5c5c5c' front
set label 'limit 64' at screen 0.79875, screen 0.21894 left font 'sans Bold,14.2' noenhanced tc rgb '#000000' front
set label 'in force at boot' at screen 0.79875, screen 0.19338 left font 'sans,12.8' noenhanced tc rgb '#5c5c5c' front
set label '64 records held' at screen 0.79875, screen 0.15894 left font 'sans Bold,14.2' noenhanced tc rgb '#005494' front
set label 'in the queue for auditd' at screen 0.79875, screen 0.13338 left font 'sans,12.8' noenhanced tc rgb '#5c5c5c' front
set label 'auditd starts' at screen 0.65438, screen 0.86889 left font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label 'auditd takes over' at screen 0.66106, screen 0.83556 left font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label 'limit set to 8192, too late' at screen 0.75457, screen 0.80222 left font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
plot \
  $stack using 1:4:5 with filledcurves lc rgb passed_colour, \
  $stack using 1:3:4 with filledcurves lc rgb perhaps_colour, \
  $stack using 1:2:3 with filledcurves lc rgb lost_colour, \
  $stack using 1:2:4 with filledcurves fs transparent pattern 5 lc rgb '#992e00', \
  $stack using 1:(0):2 with filledcurves lc rgb held_colour, \
  $stack using 1:5 with lines lw 1 dt 2 lc rgb '#666666', \
  $stack using 1:2 with lines lw 1.5 lc rgb '#005494'
