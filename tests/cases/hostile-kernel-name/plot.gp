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
41 64 65 65 65
42 64 65 65 68
43 64 65 65 71
END
$limit << END
0 64
42 64
42 102
43 102
END
set xtics (0, 5, 10, 15, 20, 25, 30, 35, 40)
set xrange [0:43]
set ytics (0, 50, 62, 64, 66, 68)
set yrange [0:68]
# A broken axis: the part above 61 is magnified.
to_place_y(v) = v <= 61 ? v * 0.004918032787 : 0.3 + (v - 61) * 0.1
to_value_y(p) = p <= 0.3 ? p / 0.004918032787 : 61 + (p - 0.3) / 0.1
set nonlinear y via to_place_y(y) inverse to_value_y(y)
set label '//' at graph 0, graph 0.3 center front
set label 'The audit queue overflowed at boot: at least 1 record lost' at screen 0.02, screen 0.965 left font 'sans Bold,22'
set label 'boot of 2026-11-21T01:39:00.788Z, kernel 6.1\x1b]0;pwned\x07\u{202e}’id’’", limit 64 records' at screen 0.02, screen 0.92 left tc '#555555'
set label 'Boot with audit=1 audit_backlog_limit=8192. Each missing event is drawn as one record: how many it had is not known.' at screen 0.02, screen 0.025 left tc '#222222' font 'sans,14'
set xlabel 'event number since boot'
set ylabel 'records (queue slots), cumulative'
set tmargin at screen 0.790
set bmargin at screen 0.14
set rmargin at screen 0.97
set arrow from first 41, graph 0 to first 41, graph 1.020 nohead lw 1 lc '#444444' front
set label 'auditd starts' at first 41, graph 1.030 right offset -0.5,0 front
set arrow from first 41, graph 0 to first 41, graph 1.065 nohead lw 1 lc '#444444' front
set label 'auditd registers' at first 41, graph 1.075 right offset -0.5,0 front
set arrow from first 42, graph 0 to first 42, graph 1.110 nohead lw 1 lc '#444444' front
set label 'limit set to 8192' at first 42, graph 1.120 right offset -0.5,0 front
set label 'held in the queue: 64' at graph 0.7544, graph 0.1240 left front
set arrow from graph 0.9100, graph 0.6500 to graph 0.9550, graph 0.6500 nohead lw 1 front
set label 'lost: at least 1' at graph 0.9100, graph 0.6500 right front
set arrow from graph 0.9400, graph 0.8500 to graph 0.9800, graph 0.8500 nohead lw 1 front
set label 'written by auditd, not queued' at graph 0.9400, graph 0.8500 right front
set label 'limit 64' at graph 0.0100, graph 0.6357 left front
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
  $limit using 1:2 with lines lw 3 lc '#000000'
