# aubacklog: the audit queue of one boot. Run: gnuplot FILE
# Another name or size: gnuplot -e "output='queue.svg'" FILE, and change the terminal below.
# $stack holds cumulative counts: x, held, + lost, + perhaps lost, + written without the queue.
if (!exists("output")) output = 'aubacklog.png'
set encoding utf8
set terminal pngcairo size 1600,900 font 'sans,17' noenhanced
set output output
held_colour = '#9ecae1'
lost_colour = '#c1272d'
perhaps_colour = '#f4a582'
passed_colour = '#ececec'
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
34 64 77.68421053 77.68421053 77.68421053
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
$limit << END
0 64
103 64
103 944.16
104 944.16
END
set xtics (0, 20, 40, 60, 80, 100)
set xrange [0:104]
set ytics (0, 200, 400, 600)
set yrange [0:629.44]
set label 'The audit queue overflowed at boot: 390 of 454 records lost' at screen 0.02, screen 0.965 left font 'sans Bold,22'
set label 'boot of 2026-11-21T01:39:23.748Z, kernel 6.1.0-56-cloud-amd64, limit 64 records' at screen 0.02, screen 0.92 left tc '#555555'
set label 'Smallest limit that loses nothing: 454. Boot with audit=1 audit_backlog_limit=8192. The loss is spread evenly over the events that are missing.' at screen 0.02, screen 0.025 left tc '#222222' font 'sans,14'
set xlabel 'event number since boot'
set ylabel 'records (queue slots), cumulative'
set tmargin at screen 0.825
set bmargin at screen 0.14
set rmargin at screen 0.97
set arrow from first 89, graph 0 to first 89, graph 1.020 nohead lw 1 lc '#444444' front
set label 'auditd starts' at first 89, graph 1.030 left offset 0.5,0 front
set arrow from first 89, graph 0 to first 89, graph 1.020 nohead lw 1 lc '#444444' front
set label 'auditd registers' at first 89, graph 1.030 right offset -0.5,0 front
set arrow from first 103, graph 0 to first 103, graph 1.065 nohead lw 1 lc '#444444' front
set label 'limit set to 8192' at first 103, graph 1.075 right offset -0.5,0 front
set label 'held in the queue: 64' at graph 0.2444, graph 0.0345 left front
set label 'lost: 390' at graph 0.8611, graph 0.4115 left front tc '#ffffff'
set arrow from graph 0.8500, graph 0.8100 to graph 0.9950, graph 0.8058 nohead lw 1 front
set label 'written by auditd, not queued' at graph 0.8500, graph 0.8100 right front
set label 'limit 64' at graph 0.0100, graph 0.0660 left front
set label '454 would have held everything' at graph 0.0100, graph 0.7570 left front
set key off
set border 3
set tics nomirror out
set style fill solid noborder
plot \
  $stack using 1:4:5 with filledcurves lc rgb passed_colour, \
  $stack using 1:3:4 with filledcurves lc rgb perhaps_colour, \
  $stack using 1:2:3 with filledcurves lc rgb lost_colour, \
  $stack using 1:2:4 with filledcurves fs transparent pattern 5 lc rgb '#8c0d1a', \
  $stack using 1:(0):2 with filledcurves lc rgb held_colour, \
  $stack using 1:5 with lines lw 1 lc '#999999', \
  $stack using 1:2 with lines lw 1.5 lc '#225e8a', \
  454 with lines dt 2 lw 2 lc '#00664a', \
  $limit using 1:2 with lines lw 3 lc '#000000'
