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
6 6 6 6 6
7 7 7 7 7
8 8 8 8 8
9 9 9 9 9
10 10 10 10 10
11 11 11 11 11
12 12 12 12 12
13 13 13 13 13
14 14 14 14 14
15 15 15 15 15
16 16 16 16 16
17 17 17 17 17
18 18 18 18 18
19 19 19 19 19
20 20 20 20 20
21 21 21 21 21
22 22 22 22 22
23 23 23 23 23
24 24 24 24 24
25 25 25 25 25
26 26 26 26 26
27 27 27 27 27
28 28 28 28 28
29 29 29 29 29
30 30 30 30 30
31 31 31 31 31
32 32 32 32 32
33 33 33 33 33
34 34 34 34 34
35 35 35 35 35
36 36 36 36 36
37 37 37 37 37
38 38 38 38 38
39 39 39 39 39
40 40 40 40 40
41 41 41 41 41
42 42 42 42 42
43 43 43 43 43
44 44 44 44 44
45 45 45 45 45
46 46 46 46 46
47 47 47 47 47
48 48 48 48 48
49 49 49 49 49
50 50 50 50 50
51 51 51 51 51
52 52 52 52 52
53 53 53 53 53
54 54 54 54 54
55 55 55 55 55
56 56 56 56 56
57 57 57 57 57
58 58 58 58 58
59 59 59 59 59
60 60 60 60 60
61 61 61 61 61
62 62 62 62 62
63 63 63 63 63
64 64 64 64 64
65 65 65 65 65
66 66 66 66 66
67 67 67 67 67
68 68 68 68 68
69 69 69 69 69
70 70 70 70 70
71 71 71 71 71
72 72 72 72 72
73 73 73 73 73
74 74 74 74 74
75 75 75 75 75
76 76 76 76 76
77 77 77 77 77
78 78 78 78 78
79 79 79 79 79
80 80 80 80 80
81 81 81 81 81
82 82 82 82 82
83 83 83 83 83
84 84 84 84 84
85 85 85 85 85
86 86 86 86 86
87 87 87 87 87
88 88 88 88 88
89 89 89 89 89
90 90 90 90 90
91 90 91 91 91
92 91 92 92 92
93 92 93 93 93
94 93 94 94 94
95 94 95 95 95
96 95 96 96 96
97 96 97 97 97
98 97 98 98 98
99 98 99 99 99
100 99 100 100 100
101 100 101 101 101
102 101 102 102 102
103 102 103 103 103
104 103 104 104 104
105 104 105 105 105
106 105 106 106 106
107 106 107 107 107
108 107 108 108 108
109 108 109 109 109
110 109 110 110 110
111 110 111 111 111
112 111 112 112 112
113 112 113 113 113
114 113 114 114 114
115 114 115 115 115
116 115 116 116 116
117 116 117 117 117
118 117 118 118 118
119 118 119 119 119
120 119 120 120 120
121 120 121 121 121
122 121 122 122 122
123 122 123 123 123
124 123 124 124 124
125 124 125 125 125
126 125 126 126 126
127 126 127 127 127
128 127 128 128 128
129 128 129 129 129
130 129 130 130 130
131 130 131 131 131
132 131 132 132 132
133 132 133 133 133
134 133 134 134 134
135 134 135 135 135
136 135 136 136 136
137 136 137 137 137
138 137 138 138 138
139 138 139 139 139
140 139 140 140 140
141 140 141 141 141
142 141 142 142 142
143 142 143 143 143
144 143 144 144 144
145 144 145 145 145
146 145 146 146 146
147 146 147 147 147
148 147 148 148 148
149 148 149 149 149
150 149 150 150 150
151 150 151 151 151
152 151 152 152 152
153 151 152 152 153
END
set xrange [0:153]
set yrange [0:168.3]
set lmargin at screen 0.06162
set rmargin at screen 0.75625
set tmargin at screen 0.85111
set bmargin at screen 0.14000
set arrow from screen 0.05662, screen 0.14000 to screen 0.06162, screen 0.14000 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.05662, screen 0.35126 to screen 0.06162, screen 0.35126 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.05662, screen 0.56253 to screen 0.06162, screen 0.56253 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.05662, screen 0.77379 to screen 0.06162, screen 0.77379 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.06162, screen 0.85111 to screen 0.06162, screen 0.14000 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.06162, screen 0.14000 to screen 0.75625, screen 0.14000 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.06162, screen 0.14000 to screen 0.06162, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.15243, screen 0.14000 to screen 0.15243, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.24323, screen 0.14000 to screen 0.24323, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.33403, screen 0.14000 to screen 0.33403, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.42483, screen 0.14000 to screen 0.42483, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.51563, screen 0.14000 to screen 0.51563, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.60643, screen 0.14000 to screen 0.60643, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.69723, screen 0.14000 to screen 0.69723, screen 0.13111 nohead front lw 1.5 lc rgb '#1a1a1a'
set arrow from screen 0.06162, screen 0.52027 to screen 0.75625, screen 0.52027 nohead front lw 0.9 dt 3 lc rgb '#000000'
set arrow from screen 0.06162, screen 0.52027 to screen 0.47477, screen 0.52027 nohead front lw 2.7 lc rgb '#000000'
set arrow from screen 0.47477, screen 0.52027 to screen 0.47477, screen 0.84667 filled front lw 2.7 lc rgb '#000000'
set object rectangle from screen 0.76125, screen 0.78646 to screen 0.77250, screen 0.78224 front fc rgb passed_colour fs solid noborder
set arrow from screen 0.77250, screen 0.78435 to screen 0.77625, screen 0.78435 nohead front lw 1.5 lc rgb '#666666'
set arrow from screen 0.77625, screen 0.78435 to screen 0.79500, screen 0.78435 nohead front lw 1.5 lc rgb '#666666'
set object rectangle from screen 0.76125, screen 0.78224 to screen 0.77250, screen 0.77801 front fc rgb lost_colour fs solid noborder
set arrow from screen 0.77250, screen 0.78013 to screen 0.77625, screen 0.78013 nohead front lw 1.5 lc rgb '#992e00'
set arrow from screen 0.77625, screen 0.78013 to screen 0.79500, screen 0.72435 nohead front lw 1.5 lc rgb '#992e00'
set arrow from screen 0.75625, screen 0.52027 to screen 0.77625, screen 0.52027 nohead front lw 1.5 lc rgb '#000000'
set arrow from screen 0.77625, screen 0.52027 to screen 0.79500, screen 0.52027 nohead front lw 1.5 lc rgb '#000000'
set object rectangle from screen 0.76125, screen 0.77801 to screen 0.77250, screen 0.14000 front fc rgb held_colour fs solid noborder
set arrow from screen 0.77250, screen 0.45901 to screen 0.77625, screen 0.45901 nohead front lw 1.5 lc rgb '#005494'
set arrow from screen 0.77625, screen 0.45901 to screen 0.79500, screen 0.45901 nohead front lw 1.5 lc rgb '#005494'
set arrow from screen 0.47477, screen 0.14000 to screen 0.47477, screen 0.88222 nohead front lw 1.2 lc rgb '#5c5c5c'
set arrow from screen 0.75171, screen 0.14000 to screen 0.75171, screen 0.88222 nohead front lw 1.2 lc rgb '#5c5c5c'
set arrow from screen 0.51790, screen 0.56464 to screen 0.51790, screen 0.59797 filled front lw 1.5 lc rgb '#992e00'
set arrow from screen 0.56557, screen 0.60900 to screen 0.56557, screen 0.64234 filled front lw 1.5 lc rgb '#992e00'
set arrow from screen 0.61324, screen 0.65337 to screen 0.61324, screen 0.68670 filled front lw 1.5 lc rgb '#992e00'
set arrow from screen 0.66091, screen 0.69773 to screen 0.66091, screen 0.73107 filled front lw 1.5 lc rgb '#992e00'
set arrow from screen 0.70858, screen 0.74210 to screen 0.70858, screen 0.77543 filled front lw 1.5 lc rgb '#992e00'
set label 'The audit queue overflowed at boot: at least 1 record lost' at screen 0.01500, screen 0.96222 left font 'sans Bold,24.0' noenhanced tc rgb '#1a1a1a' front
set label 'boot of 2026-11-21 01:39:10 UTC, limit 90, kernel 6.1.0-56-cloud-amd64' at screen 0.01500, screen 0.92000 left font 'sans,14.2' noenhanced tc rgb '#5c5c5c' front
set label 'event number since boot' at screen 0.40894, screen 0.07778 center font 'sans,14.2' noenhanced tc rgb '#1a1a1a' front
set label 'records (queue slots), cumulative' at screen 0.01750, screen 0.49556 center rotate by 90 font 'sans,14.2' noenhanced tc rgb '#1a1a1a' front
set label 'Boot with audit=1 audit_backlog_limit=8192. The loss is drawn at its lower bound; the evidence gives no upper one.' at screen 0.01500, screen 0.03111 left font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '0' at screen 0.05287, screen 0.14000 right font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '50' at screen 0.05287, screen 0.35126 right font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '100' at screen 0.05287, screen 0.56253 right font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '150' at screen 0.05287, screen 0.77379 right font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '0' at screen 0.06162, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '20' at screen 0.15243, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '40' at screen 0.24323, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '60' at screen 0.33403, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '80' at screen 0.42483, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '100' at screen 0.51563, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '120' at screen 0.60643, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '140' at screen 0.69723, screen 0.11333 center font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label '1 record not queued' at screen 0.79875, screen 0.79657 left font 'sans Bold,14.2' noenhanced tc rgb '#666666' front
set label 'written by auditd directly' at screen 0.79875, screen 0.77102 left font 'sans,12.8' noenhanced tc rgb '#5c5c5c' front
set label 'at least 1 record lost' at screen 0.79875, screen 0.73657 left font 'sans Bold,14.2' noenhanced tc rgb '#992e00' front
set label 'how many more is not known' at screen 0.79875, screen 0.71102 left font 'sans,12.8' noenhanced tc rgb '#5c5c5c' front
set label 'limit 90' at screen 0.79875, screen 0.53250 left font 'sans Bold,14.2' noenhanced tc rgb '#000000' front
set label 'until it was changed' at screen 0.79875, screen 0.50694 left font 'sans,12.8' noenhanced tc rgb '#5c5c5c' front
set label '151 records held' at screen 0.79875, screen 0.47123 left font 'sans Bold,14.2' noenhanced tc rgb '#005494' front
set label 'in the queue for auditd' at screen 0.79875, screen 0.44567 left font 'sans,12.8' noenhanced tc rgb '#5c5c5c' front
set label 'limit set to 8192' at screen 0.47977, screen 0.86889 left font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
set label 'auditd starts, auditd takes over' at screen 0.75671, screen 0.86889 left font 'sans,12.8' noenhanced tc rgb '#1a1a1a' front
plot \
  $stack using 1:4:5 with filledcurves lc rgb passed_colour, \
  $stack using 1:3:4 with filledcurves lc rgb perhaps_colour, \
  $stack using 1:2:3 with filledcurves lc rgb lost_colour, \
  $stack using 1:2:4 with filledcurves fs transparent pattern 5 lc rgb '#992e00', \
  $stack using 1:(0):2 with filledcurves lc rgb held_colour, \
  $stack using 1:5 with lines lw 1 dt 2 lc rgb '#666666', \
  $stack using 1:2 with lines lw 1.5 lc rgb '#005494'
