/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules of the profiles: documents, ids, severities, required values by operating system. Data
 * only, a row a rule.
 *
 * Sources: the STIGs of DISA in the releases named in each row (public.cyber.mil, and
 * shared/references of ComplianceAsCode/content; ids, V-numbers, revisions and severities of the
 * rules "must allocate an audit_backlog_limit of sufficient size" and "must enable auditing of
 * processes that start prior to the audit daemon" or "must initiate session audits at system
 * startup"); the CIS benchmarks (workbench.cisecurity.org; numbers of "Ensure audit_backlog_limit
 * is sufficient", in later ones "is configured", and of "Ensure auditing for processes that start
 * prior to auditd is enabled"), which recommend 8192 or larger and grade by level, not by severity.
 * A document without a release is one whose release was not verified: its rules are named without a
 * revision where that was not verified either. Not in the table, because their STIGs have no rule
 * on the limit: Oracle Linux 7, SLES 12 and 15, Ubuntu (which has one on audit=1, whose text shows
 * recovery entries with it). CentOS Stream and CloudLinux have no document of their own: they are
 * judged by that for the system they are built as, and the name says so.
 */
#include "policy/policy.h"

#define NEEDS_AUDIT .needs = POLICY_AUDIT
#define NEEDS_LIMIT .needs = POLICY_LIMIT, .limit = 8192
#define NEEDS_BOTH .needs = POLICY_AUDIT | POLICY_LIMIT, .limit = 8192

/* clang-format off */
static const struct policy_document doc_rhel8 = {
	.name = "RHEL 8 STIG V2R8", .id = "RHEL_8_STIG",
	.version = "2", .release = "Release: 8 Benchmark Date: 01 Jul 2026" };
static const struct policy_document doc_rhel9 = {
	.name = "RHEL 9 STIG V2R9", .id = "RHEL_9_STIG",
	.version = "2", .release = "Release: 9 Benchmark Date: 01 Jul 2026" };
static const struct policy_document doc_rhel10 = {
	.name = "RHEL 10 STIG V1R2", .id = "RHEL_10_STIG",
	.version = "1", .release = "Release: 2 Benchmark Date: 01 Jul 2026" };
static const struct policy_document doc_ol8 = {
	.name = "Oracle Linux 8 STIG V2R9", .id = "Oracle_Linux_8_STIG",
	.version = "2", .release = "Release: 9 Benchmark Date: 01 Jul 2026" };
static const struct policy_document doc_ol9 = {
	.name = "Oracle Linux 9 STIG V1R6", .id = "Oracle_Linux_9_STIG",
	.version = "1", .release = "Release: 6 Benchmark Date: 01 Jul 2026" };
static const struct policy_document doc_alma9 = {
	.name = "AlmaLinux OS 9 STIG V1R6", .id = "CL_AlmaLinux_OS_9_STIG",
	.version = "1", .release = "Release: 6 Benchmark Date: not known" };
static const struct policy_document doc_al2023 = {
	.name = "Amazon Linux 2023 STIG V1R3", .id = "Amazon_Linux_2023_STIG",
	.version = "1", .release = "Release: 3 Benchmark Date: not known" };
static const struct policy_document doc_nixos = {
	.name = "Anduril NixOS STIG V1", .id = "Anduril_NixOS_STIG",
	.version = "1", .release = NULL };
static const struct policy_document doc_ocp4 = {
	.name = "OpenShift 4 STIG V2R3", .id = "RH_OpenShift_Container_Platform_4-x_STIG",
	.version = "2", .release = "Release: 3 Benchmark Date: 02 Jul 2025" };
static const struct policy_document doc_u1804 = {
	.name = "Ubuntu 18.04 LTS STIG V2", .id = "CAN_Ubuntu_18-04_LTS_STIG",
	.version = "2", .release = NULL };
static const struct policy_document doc_u2004 = {
	.name = "Ubuntu 20.04 LTS STIG V2", .id = "CAN_Ubuntu_20-04_LTS_STIG",
	.version = "2", .release = NULL };
static const struct policy_document doc_u2204 = {
	.name = "Ubuntu 22.04 LTS STIG V2R8", .id = "CAN_Ubuntu_22-04_LTS_STIG",
	.version = "2", .release = "Release: 8 Benchmark Date: 01 Apr 2026" };
static const struct policy_document doc_u2404 = {
	.name = "Ubuntu 24.04 LTS STIG V1R5", .id = "CAN_Ubuntu_24-04_LTS_STIG",
	.version = "1", .release = "Release: 5 Benchmark Date: not known" };
static const struct policy_document doc_cis_cis_rhel_8 = {
	.name = "CIS RHEL 8", .id = "CIS_RHEL_8",
	.version = "4.0.0", .release = NULL };
static const struct policy_document doc_cis_cis_rhel_9 = {
	.name = "CIS RHEL 9", .id = "CIS_RHEL_9",
	.version = "2.0.0", .release = NULL };
static const struct policy_document doc_cis_cis_rhel_10 = {
	.name = "CIS RHEL 10", .id = "CIS_RHEL_10",
	.version = "1.0.1", .release = NULL };
static const struct policy_document doc_cis_cis_almalinux_os_8 = {
	.name = "CIS AlmaLinux OS 8", .id = "CIS_AlmaLinux_OS_8",
	.version = "2.0.0", .release = NULL };
static const struct policy_document doc_cis_cis_almalinux_os_9 = {
	.name = "CIS AlmaLinux OS 9", .id = "CIS_AlmaLinux_OS_9",
	.version = "2.0.0", .release = NULL };
static const struct policy_document doc_cis_cis_rocky_linux_8 = {
	.name = "CIS Rocky Linux 8", .id = "CIS_Rocky_Linux_8",
	.version = "1.0.0", .release = NULL };
static const struct policy_document doc_cis_cis_rocky_linux_9 = {
	.name = "CIS Rocky Linux 9", .id = "CIS_Rocky_Linux_9",
	.version = "2.0.0", .release = NULL };
static const struct policy_document doc_cis_cis_oracle_linux_8 = {
	.name = "CIS Oracle Linux 8", .id = "CIS_Oracle_Linux_8",
	.version = "2.0.0", .release = NULL };
static const struct policy_document doc_cis_cis_oracle_linux_9 = {
	.name = "CIS Oracle Linux 9", .id = "CIS_Oracle_Linux_9",
	.version = "2.0.0", .release = NULL };
static const struct policy_document doc_cis_cis_rhel_8_for_centos_stream_8 = {
	.name = "CIS RHEL 8, for CentOS Stream 8, which has none", .id = "CIS_RHEL_8_for_CentOS_Stream_8",
	.version = "4.0.0", .release = NULL };
static const struct policy_document doc_cis_cis_rhel_8_for_cloudlinux_8 = {
	.name = "CIS RHEL 8, for CloudLinux 8, which has none", .id = "CIS_RHEL_8_for_CloudLinux_8",
	.version = "4.0.0", .release = NULL };
static const struct policy_document doc_cis_cis_rhel_9_for_centos_stream_9 = {
	.name = "CIS RHEL 9, for CentOS Stream 9, which has none", .id = "CIS_RHEL_9_for_CentOS_Stream_9",
	.version = "2.0.0", .release = NULL };
static const struct policy_document doc_cis_cis_rhel_9_for_cloudlinux_9 = {
	.name = "CIS RHEL 9, for CloudLinux 9, which has none", .id = "CIS_RHEL_9_for_CloudLinux_9",
	.version = "2.0.0", .release = NULL };
static const struct policy_document doc_cis_cis_rhel_10_for_centos_stream_10 = {
	.name = "CIS RHEL 10, for CentOS Stream 10, which has none", .id = "CIS_RHEL_10_for_CentOS_Stream_10",
	.version = "1.0.1", .release = NULL };
static const struct policy_document doc_cis_cis_rhel_10_for_cloudlinux_10 = {
	.name = "CIS RHEL 10, for CloudLinux 10, which has none", .id = "CIS_RHEL_10_for_CloudLinux_10",
	.version = "1.0.1", .release = NULL };
static const struct policy_document doc_cis_cis_rhel_10_for_rocky_linux_10 = {
	.name = "CIS RHEL 10, for Rocky Linux 10", .id = "CIS_RHEL_10_for_Rocky_Linux_10",
	.version = "1.0.1", .release = NULL };
static const struct policy_document doc_cis_cis_rhel_10_for_almalinux_os_10 = {
	.name = "CIS RHEL 10, for AlmaLinux OS 10", .id = "CIS_RHEL_10_for_AlmaLinux_OS_10",
	.version = "1.0.1", .release = NULL };
static const struct policy_document doc_cis_cis_rhel_10_for_oracle_linux_10 = {
	.name = "CIS RHEL 10, for Oracle Linux 10", .id = "CIS_RHEL_10_for_Oracle_Linux_10",
	.version = "1.0.1", .release = NULL };
static const struct policy_document doc_cis_cis_amazon_linux_2 = {
	.name = "CIS Amazon Linux 2", .id = "CIS_Amazon_Linux_2",
	.version = "2.0.0", .release = NULL };
static const struct policy_document doc_cis_cis_amazon_linux_2023 = {
	.name = "CIS Amazon Linux 2023", .id = "CIS_Amazon_Linux_2023",
	.version = "1.0.0", .release = NULL };
static const struct policy_document doc_cis_cis_debian_12 = {
	.name = "CIS Debian 12", .id = "CIS_Debian_12",
	.version = "1.1.0", .release = NULL };
static const struct policy_document doc_cis_cis_debian_13 = {
	.name = "CIS Debian 13", .id = "CIS_Debian_13",
	.version = "1.0.0", .release = NULL };
static const struct policy_document doc_cis_cis_ubuntu_18_04 = {
	.name = "CIS Ubuntu 18.04", .id = "CIS_Ubuntu_18_04",
	.version = "2.1.0", .release = NULL };
static const struct policy_document doc_cis_cis_ubuntu_20_04 = {
	.name = "CIS Ubuntu 20.04", .id = "CIS_Ubuntu_20_04",
	.version = "1.1.0", .release = NULL };
static const struct policy_document doc_cis_cis_ubuntu_22_04 = {
	.name = "CIS Ubuntu 22.04", .id = "CIS_Ubuntu_22_04",
	.version = "2.0.0", .release = NULL };
static const struct policy_document doc_cis_cis_ubuntu_24_04 = {
	.name = "CIS Ubuntu 24.04", .id = "CIS_Ubuntu_24_04",
	.version = "1.0.0", .release = NULL };
static const struct policy_document doc_cis_cis_suse_linux_enterprise_12 = {
	.name = "CIS SUSE Linux Enterprise 12", .id = "CIS_SUSE_Linux_Enterprise_12",
	.version = "3.1.0", .release = NULL };
static const struct policy_document doc_cis_cis_suse_linux_enterprise_15 = {
	.name = "CIS SUSE Linux Enterprise 15", .id = "CIS_SUSE_Linux_Enterprise_15",
	.version = "1.1.1", .release = NULL };

const struct policy_rule policy_rules[] = {
	{ .profile = POLICY_STIG, .os = "rhel", .version = "8", .document = &doc_rhel8,
	  .id = "RHEL-08-030602", .group = "V-230469", .revision = "958752", .severity = "low", NEEDS_LIMIT },
	{ .profile = POLICY_STIG, .os = "rhel", .version = "8", .document = &doc_rhel8,
	  .id = "RHEL-08-030601", .group = "V-230468", .revision = "1017260", .severity = "low", NEEDS_AUDIT },
	{ .profile = POLICY_STIG, .os = "rhel", .version = "9", .document = &doc_rhel9,
	  .id = "RHEL-09-653120", .group = "V-258173", .revision = "1101933", .severity = "low", NEEDS_LIMIT },
	{ .profile = POLICY_STIG, .os = "rhel", .version = "9", .document = &doc_rhel9,
	  .id = "RHEL-09-212055", .group = "V-257796", .revision = "1044847", .severity = "low", NEEDS_AUDIT },
	{ .profile = POLICY_STIG, .os = "rhel", .version = "10", .document = &doc_rhel10,
	  .id = "RHEL-10-500030", .group = "V-281102", .revision = "1195414", .severity = "medium", NEEDS_LIMIT },
	{ .profile = POLICY_STIG, .os = "rhel", .version = "10", .document = &doc_rhel10,
	  .id = "RHEL-10-500005", .group = "V-281097", .revision = "1165646", .severity = "medium", NEEDS_AUDIT },
	{ .profile = POLICY_STIG, .os = "ol", .version = "8", .document = &doc_ol8,
	  .id = "OL08-00-030602", .group = "V-248804", .revision = "958412", .severity = "low", NEEDS_LIMIT },
	{ .profile = POLICY_STIG, .os = "ol", .version = "8", .document = &doc_ol8,
	  .id = "OL08-00-030601", .group = "V-248803", .revision = "958412", .severity = "medium", NEEDS_AUDIT },
	{ .profile = POLICY_STIG, .os = "ol", .version = "9", .document = &doc_ol9,
	  .id = "OL09-00-000830", .group = "V-271592", .revision = "1091488", .severity = "low", NEEDS_LIMIT },
	{ .profile = POLICY_STIG, .os = "ol", .version = "9", .document = &doc_ol9,
	  .id = "OL09-00-000750", .group = "V-271577", .revision = "1091443", .severity = "low", NEEDS_AUDIT },
	{ .profile = POLICY_STIG, .os = "almalinux", .version = "9", .document = &doc_alma9,
	  .id = "ALMA-09-051830", .group = "V-269506", .revision = "1101808", .severity = "low", NEEDS_LIMIT },
	{ .profile = POLICY_STIG, .os = "almalinux", .version = "9", .document = &doc_alma9,
	  .id = "ALMA-09-047980", .group = "V-269474", .revision = "1050357", .severity = "medium", NEEDS_AUDIT },
	{ .profile = POLICY_STIG, .os = "amzn", .version = "2023", .document = &doc_al2023,
	  .id = "AZLX-23-002520", .group = "V-274168", .revision = "1120492", .severity = "medium", NEEDS_LIMIT },
	{ .profile = POLICY_STIG, .os = "amzn", .version = "2023", .document = &doc_al2023,
	  .id = "AZLX-23-002515", .group = "V-274167", .revision = "1120489", .severity = "medium", NEEDS_AUDIT },
	{ .profile = POLICY_STIG, .os = "nixos", .document = &doc_nixos,
	  .id = "ANIX-00-000260", .group = "V-268093", .revision = "1039167", .severity = "medium", NEEDS_LIMIT },
	{ .profile = POLICY_STIG, .os = "rhcos", .document = &doc_ocp4,
	  .id = "CNTR-OS-000170", .group = "V-257519", .revision = "960888", .severity = "high", NEEDS_BOTH },
	{ .profile = POLICY_STIG, .os = "ubuntu", .version = "18.04", .document = &doc_u1804,
	  .id = "UBTU-18-010002", .group = "V-219149", .revision = "991555", .severity = "medium", NEEDS_AUDIT, .recovery = true },
	{ .profile = POLICY_STIG, .os = "ubuntu", .version = "20.04", .document = &doc_u2004,
	  .id = "UBTU-20-010198", .group = "V-238299", .revision = "1069095", .severity = "medium", NEEDS_AUDIT, .recovery = true },
	{ .profile = POLICY_STIG, .os = "ubuntu", .version = "22.04", .document = &doc_u2204,
	  .id = "UBTU-22-212015", .group = "V-260471", .revision = "1155214", .severity = "medium", NEEDS_AUDIT, .recovery = true },
	{ .profile = POLICY_STIG, .os = "ubuntu", .version = "24.04", .document = &doc_u2404,
	  .id = "UBTU-24-102010", .group = "V-270676", .revision = "1155245", .severity = "medium", NEEDS_AUDIT, .recovery = true },
	{ .profile = POLICY_CIS, .os = "rhel", .version = "8", .document = &doc_cis_cis_rhel_8,
	  .id = "6.3.1.3", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "rhel", .version = "8", .document = &doc_cis_cis_rhel_8,
	  .id = "6.3.1.2", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "rhel", .version = "9", .document = &doc_cis_cis_rhel_9,
	  .id = "6.3.1.3", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "rhel", .version = "9", .document = &doc_cis_cis_rhel_9,
	  .id = "6.3.1.2", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "rhel", .version = "10", .document = &doc_cis_cis_rhel_10,
	  .id = "6.3.1.3", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "rhel", .version = "10", .document = &doc_cis_cis_rhel_10,
	  .id = "6.3.1.2", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "almalinux", .version = "8", .document = &doc_cis_cis_almalinux_os_8,
	  .id = "4.1.1.4", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "almalinux", .version = "8", .document = &doc_cis_cis_almalinux_os_8,
	  .id = "4.1.1.3", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "almalinux", .version = "9", .document = &doc_cis_cis_almalinux_os_9,
	  .id = "6.3.1.3", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "almalinux", .version = "9", .document = &doc_cis_cis_almalinux_os_9,
	  .id = "6.3.1.2", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "rocky", .version = "8", .document = &doc_cis_cis_rocky_linux_8,
	  .id = "4.1.1.4", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "rocky", .version = "8", .document = &doc_cis_cis_rocky_linux_8,
	  .id = "4.1.1.3", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "rocky", .version = "9", .document = &doc_cis_cis_rocky_linux_9,
	  .id = "6.3.1.3", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "rocky", .version = "9", .document = &doc_cis_cis_rocky_linux_9,
	  .id = "6.3.1.2", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "ol", .version = "8", .document = &doc_cis_cis_oracle_linux_8,
	  .id = "4.1.1.4", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "ol", .version = "8", .document = &doc_cis_cis_oracle_linux_8,
	  .id = "4.1.1.3", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "ol", .version = "9", .document = &doc_cis_cis_oracle_linux_9,
	  .id = "6.3.1.3", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "ol", .version = "9", .document = &doc_cis_cis_oracle_linux_9,
	  .id = "6.3.1.2", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "centos", .version = "8", .document = &doc_cis_cis_rhel_8_for_centos_stream_8,
	  .id = "6.3.1.3", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "centos", .version = "8", .document = &doc_cis_cis_rhel_8_for_centos_stream_8,
	  .id = "6.3.1.2", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "cloudlinux", .version = "8", .document = &doc_cis_cis_rhel_8_for_cloudlinux_8,
	  .id = "6.3.1.3", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "cloudlinux", .version = "8", .document = &doc_cis_cis_rhel_8_for_cloudlinux_8,
	  .id = "6.3.1.2", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "centos", .version = "9", .document = &doc_cis_cis_rhel_9_for_centos_stream_9,
	  .id = "6.3.1.3", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "centos", .version = "9", .document = &doc_cis_cis_rhel_9_for_centos_stream_9,
	  .id = "6.3.1.2", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "cloudlinux", .version = "9", .document = &doc_cis_cis_rhel_9_for_cloudlinux_9,
	  .id = "6.3.1.3", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "cloudlinux", .version = "9", .document = &doc_cis_cis_rhel_9_for_cloudlinux_9,
	  .id = "6.3.1.2", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "centos", .version = "10", .document = &doc_cis_cis_rhel_10_for_centos_stream_10,
	  .id = "6.3.1.3", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "centos", .version = "10", .document = &doc_cis_cis_rhel_10_for_centos_stream_10,
	  .id = "6.3.1.2", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "cloudlinux", .version = "10", .document = &doc_cis_cis_rhel_10_for_cloudlinux_10,
	  .id = "6.3.1.3", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "cloudlinux", .version = "10", .document = &doc_cis_cis_rhel_10_for_cloudlinux_10,
	  .id = "6.3.1.2", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "rocky", .version = "10", .document = &doc_cis_cis_rhel_10_for_rocky_linux_10,
	  .id = "6.3.1.3", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "rocky", .version = "10", .document = &doc_cis_cis_rhel_10_for_rocky_linux_10,
	  .id = "6.3.1.2", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "almalinux", .version = "10", .document = &doc_cis_cis_rhel_10_for_almalinux_os_10,
	  .id = "6.3.1.3", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "almalinux", .version = "10", .document = &doc_cis_cis_rhel_10_for_almalinux_os_10,
	  .id = "6.3.1.2", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "ol", .version = "10", .document = &doc_cis_cis_rhel_10_for_oracle_linux_10,
	  .id = "6.3.1.3", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "ol", .version = "10", .document = &doc_cis_cis_rhel_10_for_oracle_linux_10,
	  .id = "6.3.1.2", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "amzn", .version = "2", .document = &doc_cis_cis_amazon_linux_2,
	  .id = "4.1.2.4", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "amzn", .version = "2", .document = &doc_cis_cis_amazon_linux_2,
	  .id = "4.1.1.3", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "amzn", .version = "2023", .document = &doc_cis_cis_amazon_linux_2023,
	  .id = "5.2.1.3", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "amzn", .version = "2023", .document = &doc_cis_cis_amazon_linux_2023,
	  .id = "5.2.1.2", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "debian", .version = "12", .document = &doc_cis_cis_debian_12,
	  .id = "6.2.1.4", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "debian", .version = "12", .document = &doc_cis_cis_debian_12,
	  .id = "6.2.1.3", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "debian", .version = "13", .document = &doc_cis_cis_debian_13,
	  .id = "6.2.1.4", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "debian", .version = "13", .document = &doc_cis_cis_debian_13,
	  .id = "6.2.1.3", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "ubuntu", .version = "18.04", .document = &doc_cis_cis_ubuntu_18_04,
	  .id = "4.1.1.4", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "ubuntu", .version = "18.04", .document = &doc_cis_cis_ubuntu_18_04,
	  .id = "4.1.1.3", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "ubuntu", .version = "20.04", .document = &doc_cis_cis_ubuntu_20_04,
	  .id = "4.1.1.4", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "ubuntu", .version = "20.04", .document = &doc_cis_cis_ubuntu_20_04,
	  .id = "4.1.1.3", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "ubuntu", .version = "22.04", .document = &doc_cis_cis_ubuntu_22_04,
	  .id = "6.3.1.4", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "ubuntu", .version = "22.04", .document = &doc_cis_cis_ubuntu_22_04,
	  .id = "6.3.1.3", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "ubuntu", .version = "24.04", .document = &doc_cis_cis_ubuntu_24_04,
	  .id = "6.2.1.4", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "ubuntu", .version = "24.04", .document = &doc_cis_cis_ubuntu_24_04,
	  .id = "6.2.1.3", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "sles", .version = "12", .document = &doc_cis_cis_suse_linux_enterprise_12,
	  .id = "4.1.2.4", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "sles", .version = "12", .document = &doc_cis_cis_suse_linux_enterprise_12,
	  .id = "4.1.1.3", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "sles", .version = "15", .document = &doc_cis_cis_suse_linux_enterprise_15,
	  .id = "4.1.2.4", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "sles", .version = "15", .document = &doc_cis_cis_suse_linux_enterprise_15,
	  .id = "4.1.1.3", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "sles_sap", .version = "12", .document = &doc_cis_cis_suse_linux_enterprise_12,
	  .id = "4.1.2.4", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "sles_sap", .version = "12", .document = &doc_cis_cis_suse_linux_enterprise_12,
	  .id = "4.1.1.3", .severity = "unknown", NEEDS_AUDIT },
	{ .profile = POLICY_CIS, .os = "sles_sap", .version = "15", .document = &doc_cis_cis_suse_linux_enterprise_15,
	  .id = "4.1.2.4", .severity = "unknown", NEEDS_LIMIT },
	{ .profile = POLICY_CIS, .os = "sles_sap", .version = "15", .document = &doc_cis_cis_suse_linux_enterprise_15,
	  .id = "4.1.1.3", .severity = "unknown", NEEDS_AUDIT },
};
/* clang-format on */

const size_t policy_rules_count = sizeof(policy_rules) / sizeof(policy_rules[0]);
