/** Names of the standard MIBs (RFC 3418, 2863, 4273, 4750, 4133, 3433, 1628, 2790, 2819 and others), for `addTable`. */
export const STANDARD_NAMES = `
mib-2 = 1.3.6.1.2.1
enterprises = 1.3.6.1.4.1
iso = 1
org = iso.3
dod = org.6
internet = dod.1
directory = internet.1
mgmt = internet.2
experimental = internet.3
private = internet.4
security = internet.5
snmpV2 = internet.6
snmpModules = snmpV2.3
snmpMIB = snmpModules.1
snmpTraps = snmpMIB.1.5
zeroDotZero = 0.0

# SNMPv2-MIB
system = mib-2.1
sysDescr system.1 text
sysObjectID system.2
sysUpTime system.3
sysContact system.4 text
sysName system.5 text
sysLocation system.6 text
coldStart ! snmpTraps.1 warning process the device started anew
warmStart ! snmpTraps.2 notice process the device started anew with the same configuration
linkDown ! snmpTraps.3 error link interface {ifDescr|ifName|ifAlias|ifIndex|index} went down[ ({locIfReason})]
linkUp ! snmpTraps.4 notice link interface {ifDescr|ifName|ifAlias|ifIndex|index} came up[ ({locIfReason})]
authenticationFailure ! snmpTraps.5 warning authentication somebody asked with a wrong community or password[ from {authAddr}]
egpNeighborLoss ! snmpTraps.6 warning neighbour an EGP neighbour was lost

# IF-MIB
interfaces = mib-2.2
ifEntry = interfaces.2.1
ifIndex ifEntry.1
ifDescr ifEntry.2 text
ifType ifEntry.3
ifMtu ifEntry.4
ifSpeed ifEntry.5
ifPhysAddress ifEntry.6 mac
ifAdminStatus ifEntry.7 up=1 down=2 testing=3
ifOperStatus ifEntry.8 up=1 down=2 testing=3 unknown=4 dormant=5 notPresent=6 lowerLayerDown=7
ifLastChange ifEntry.9
ifMIB = mib-2.31
ifXEntry = ifMIB.1.1.1
ifName ifXEntry.1 text
ifHighSpeed ifXEntry.15
ifAlias ifXEntry.18 text

# OSPF-MIB, OSPF-TRAP-MIB
ospf = mib-2.14
ospfRouterId ospf.1.1
ospfIfIpAddress ospf.7.1.1
ospfAddressLessIf ospf.7.1.2
ospfIfState ospf.7.1.12 down=1 loopback=2 waiting=3 pointToPoint=4 designatedRouter=5 backupDesignatedRouter=6 otherDesignatedRouter=7
ospfNbrIpAddr ospf.10.1.1
ospfNbrAddressLessIndex ospf.10.1.2
ospfNbrRtrId ospf.10.1.3
ospfNbrState ospf.10.1.6 down=1 attempt=2 init=3 twoWay=4 exchangeStart=5 exchange=6 loading=7 full=8
ospfTraps = ospf.16.2
ospfVirtIfStateChange ! ospfTraps.1 notice neighbour a virtual OSPF interface changed its state
ospfNbrStateChange ! ospfTraps.2 warning neighbour OSPF neighbour {ospfNbrRtrId|ospfNbrIpAddr} is {ospfNbrState}
ospfVirtNbrStateChange ! ospfTraps.3 warning neighbour a virtual OSPF neighbour changed its state
ospfIfConfigError ! ospfTraps.4 warning configuration an OSPF packet did not fit the configuration of interface {ospfIfIpAddress}
ospfIfAuthFailure ! ospfTraps.6 warning authentication an OSPF packet on interface {ospfIfIpAddress} was not authentic
ospfIfStateChange ! ospfTraps.16 notice neighbour OSPF interface {ospfIfIpAddress} is {ospfIfState}

# BGP4-MIB
bgp = mib-2.15
bgpPeerIdentifier bgp.3.1.1
bgpPeerState bgp.3.1.2 idle=1 connect=2 active=3 opensent=4 openconfirm=5 established=6
bgpPeerAdminStatus bgp.3.1.3 stop=1 start=2
bgpPeerLocalAddr bgp.3.1.5
bgpPeerRemoteAddr bgp.3.1.7
bgpPeerRemoteAs bgp.3.1.9
bgpPeerLastError bgp.3.1.14 hex
bgpEstablishedNotification ! bgp.0.1 notice neighbour BGP neighbour {bgpPeerRemoteAddr|index} is up
bgpBackwardTransNotification ! bgp.0.2 error neighbour BGP neighbour {bgpPeerRemoteAddr|index} was lost[, now {bgpPeerState}][ (error {bgpPeerLastError})]
bgpEstablished ! bgp.7.1 notice neighbour BGP neighbour {bgpPeerRemoteAddr|index} is up
bgpBackwardTransition ! bgp.7.2 error neighbour BGP neighbour {bgpPeerRemoteAddr|index} was lost[, now {bgpPeerState}][ (error {bgpPeerLastError})]

# RMON-MIB
rmon = mib-2.16
alarmIndex rmon.3.1.1.1
alarmVariable rmon.3.1.1.3
alarmSampleType rmon.3.1.1.4 absoluteValue=1 deltaValue=2
alarmValue rmon.3.1.1.5
alarmRisingThreshold rmon.3.1.1.7
alarmFallingThreshold rmon.3.1.1.8
risingAlarm ! rmon.0.1 warning other {alarmVariable} is {alarmValue}, not below {alarmRisingThreshold}
fallingAlarm ! rmon.0.2 notice other {alarmVariable} is {alarmValue}, not above {alarmFallingThreshold}

# BRIDGE-MIB
dot1dBridge = mib-2.17
newRoot ! dot1dBridge.0.1 warning spanning-tree the device became root of the spanning tree
topologyChange ! dot1dBridge.0.2 notice spanning-tree the topology of the spanning tree changed[ at interface {ifDescr|ifName|ifIndex}]

# HOST-RESOURCES-MIB
host = mib-2.25
hrSystemUptime host.1.1
hrStorageDescr host.2.3.1.3 text
hrStorageSize host.2.3.1.5
hrStorageUsed host.2.3.1.6
hrDeviceDescr host.3.2.1.3 text
hrDeviceStatus host.3.2.1.5 unknown=1 running=2 warning=3 testing=4 down=5
hrProcessorLoad host.3.3.1.2
hrSWRunName host.4.2.1.2 text

# UPS-MIB
upsMIB = mib-2.33
upsIdentName upsMIB.1.1.5 text
upsBatteryStatus upsMIB.1.2.1 unknown=1 batteryNormal=2 batteryLow=3 batteryDepleted=4
upsSecondsOnBattery upsMIB.1.2.2
upsEstimatedMinutesRemaining upsMIB.1.2.3
upsEstimatedChargeRemaining upsMIB.1.2.4
upsBatteryTemperature upsMIB.1.2.7
upsOutputSource upsMIB.1.4.1 other=1 none=2 normal=3 bypass=4 battery=5 booster=6 reducer=7
upsAlarmId upsMIB.1.6.2.1.1
upsAlarmDescr upsMIB.1.6.2.1.2
upsAlarmBatteryBad = upsMIB.1.6.3.1
upsAlarmOnBattery = upsMIB.1.6.3.2
upsAlarmLowBattery = upsMIB.1.6.3.3
upsAlarmDepletedBattery = upsMIB.1.6.3.4
upsAlarmTempBad = upsMIB.1.6.3.5
upsAlarmInputBad = upsMIB.1.6.3.6
upsAlarmOutputBad = upsMIB.1.6.3.7
upsAlarmOutputOverload = upsMIB.1.6.3.8
upsAlarmOnBypass = upsMIB.1.6.3.9
upsAlarmBypassBad = upsMIB.1.6.3.10
upsAlarmOutputOffAsRequested = upsMIB.1.6.3.11
upsAlarmUpsOffAsRequested = upsMIB.1.6.3.12
upsAlarmChargerFailed = upsMIB.1.6.3.13
upsAlarmUpsOutputOff = upsMIB.1.6.3.14
upsAlarmUpsSystemOff = upsMIB.1.6.3.15
upsAlarmFanFailure = upsMIB.1.6.3.16
upsAlarmFuseFailure = upsMIB.1.6.3.17
upsAlarmGeneralFault = upsMIB.1.6.3.18
upsAlarmDiagnosticTestFailed = upsMIB.1.6.3.19
upsAlarmCommunicationsLost = upsMIB.1.6.3.20
upsAlarmAwaitingPower = upsMIB.1.6.3.21
upsAlarmShutdownPending = upsMIB.1.6.3.22
upsAlarmShutdownImminent = upsMIB.1.6.3.23
upsAlarmTestInProgress = upsMIB.1.6.3.24
upsConfigLowBattTime upsMIB.1.9.7
upsTraps = upsMIB.2
upsTrapOnBattery ! upsTraps.1 critical power the UPS runs on battery[, {upsEstimatedMinutesRemaining} minutes are left][, for {upsSecondsOnBattery} s now]
upsTrapTestCompleted ! upsTraps.2 info power a test of the UPS is complete
upsTrapAlarmEntryAdded ! upsTraps.3 error power the UPS has an alarm: {upsAlarmDescr}
upsTrapAlarmEntryRemoved ! upsTraps.4 notice power an alarm of the UPS is over: {upsAlarmDescr}

# Printer-MIB, ENTITY-MIB, ENTITY-SENSOR-MIB, ENTITY-STATE-MIB
prtAlertDescription mib-2.43.18.1.1.8 text
printerV2Alert ! mib-2.43.18.2.0.1 warning hardware the printer has an alert[: {prtAlertDescription}]
entityMIB = mib-2.47
entPhysicalDescr entityMIB.1.1.1.1.2 text
entPhysicalClass entityMIB.1.1.1.1.5 other=1 unknown=2 chassis=3 backplane=4 container=5 powerSupply=6 fan=7 sensor=8 module=9 port=10 stack=11 cpu=12
entPhysicalName entityMIB.1.1.1.1.7 text
entPhysicalSerialNum entityMIB.1.1.1.1.11 text
entPhysicalModelName entityMIB.1.1.1.1.13 text
entConfigChange ! entityMIB.2.0.1 notice hardware parts of the device changed
entPhySensorValue mib-2.99.1.1.1.4
entPhySensorOperStatus mib-2.99.1.1.1.5 ok=1 unavailable=2 nonoperational=3
entStateAdmin mib-2.131.1.1.1.2 unknown=1 locked=2 shuttingDown=3 unlocked=4
entStateOperEnabled ! mib-2.131.0.1 notice hardware {entPhysicalName|entPhysicalDescr|index} works again
entStateOperDisabled ! mib-2.131.0.2 error hardware {entPhysicalName|entPhysicalDescr|index} no longer works

# VRRP-MIB, DISMAN-EVENT-MIB, POWER-ETHERNET-MIB, LLDP-MIB
vrrpOperMasterIpAddr mib-2.68.1.3.1.7
vrrpTrapNewMaster ! mib-2.68.0.1 warning neighbour the router became VRRP master[ of {vrrpOperMasterIpAddr}]
vrrpTrapAuthFailure ! mib-2.68.0.2 warning authentication a VRRP packet was not authentic
mteHotTrigger mib-2.88.2.1.1 text
mteHotTargetName mib-2.88.2.1.2 text
mteHotContextName mib-2.88.2.1.3 text
mteHotOID mib-2.88.2.1.4
mteHotValue mib-2.88.2.1.5
mteTriggerFired ! mib-2.88.2.0.1 warning other {mteHotTrigger}: {mteHotOID} is {mteHotValue}
mteTriggerRising ! mib-2.88.2.0.2 warning other {mteHotTrigger}: {mteHotOID} rose to {mteHotValue}
mteTriggerFalling ! mib-2.88.2.0.3 notice other {mteHotTrigger}: {mteHotOID} fell to {mteHotValue}
mteTriggerFailure ! mib-2.88.2.0.4 warning other {mteHotTrigger} could not be looked at
pethPsePortDetectionStatus mib-2.105.1.1.1.6 disabled=1 searching=2 deliveringPower=3 fault=4 test=5 otherFault=6
pethMainPseConsumptionPower mib-2.105.1.3.1.1.4
pethPsePortOnOffNotification ! mib-2.105.0.1 notice power power over Ethernet of port {index} is {pethPsePortDetectionStatus}
pethMainPowerUsageOnNotification ! mib-2.105.0.2 warning power power over Ethernet needs {pethMainPseConsumptionPower} W, more than it should
pethMainPowerUsageOffNotification ! mib-2.105.0.3 notice power power over Ethernet needs {pethMainPseConsumptionPower} W, as little as it should
lldpRemTablesChange ! iso.0.8802.1.1.2.0.0.1 notice neighbour neighbours of the device changed (LLDP)

# NET-SNMP-AGENT-MIB, UCD-SNMP-MIB
netSnmp = enterprises.8072
nsNotifyStart ! netSnmp.4.0.1 notice process the SNMP agent started
nsNotifyShutdown ! netSnmp.4.0.2 notice process the SNMP agent is shutting down
nsNotifyRestart ! netSnmp.4.0.3 notice process the SNMP agent restarted
netSnmpExampleHeartbeatRate netSnmp.2.3.2.1
ucdavis = enterprises.2021
prNames ucdavis.2.1.2 text
prErrMessage ucdavis.2.1.101 text
dskPath ucdavis.9.1.2 text
dskErrorMsg ucdavis.9.1.101 text
laNames ucdavis.10.1.2 text
laErrMessage ucdavis.10.1.101 text
`;
