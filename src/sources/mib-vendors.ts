/** Names of common vendors' MIBs, for `addTable`. */
export const VENDOR_NAMES = `
# Cisco
cisco = enterprises.9
ciscoMgmt = cisco.9
locIfReason cisco.2.2.1.1.20 text
authAddr cisco.2.1.5
reload ! cisco.0.0 warning process the device is about to restart
tcpConnectionClose ! cisco.0.1 info network a terminal session ended
ciscoEnvMon = ciscoMgmt.13
ciscoEnvMonVoltageStatusDescr ciscoEnvMon.1.2.1.2 text
ciscoEnvMonVoltageStatusValue ciscoEnvMon.1.2.1.3
ciscoEnvMonVoltageState ciscoEnvMon.1.2.1.7 normal=1 warning=2 critical=3 shutdown=4 notPresent=5 notFunctioning=6
ciscoEnvMonTemperatureStatusDescr ciscoEnvMon.1.3.1.2 text
ciscoEnvMonTemperatureStatusValue ciscoEnvMon.1.3.1.3
ciscoEnvMonTemperatureThreshold ciscoEnvMon.1.3.1.4
ciscoEnvMonTemperatureState ciscoEnvMon.1.3.1.6 normal=1 warning=2 critical=3 shutdown=4 notPresent=5 notFunctioning=6
ciscoEnvMonFanStatusDescr ciscoEnvMon.1.4.1.2 text
ciscoEnvMonFanState ciscoEnvMon.1.4.1.3 normal=1 warning=2 critical=3 shutdown=4 notPresent=5 notFunctioning=6
ciscoEnvMonSupplyStatusDescr ciscoEnvMon.1.5.1.2 text
ciscoEnvMonSupplyState ciscoEnvMon.1.5.1.3 normal=1 warning=2 critical=3 shutdown=4 notPresent=5 notFunctioning=6
ciscoEnvMonShutdownNotification ! ciscoEnvMon.3.0.1 critical temperature the device shuts down because of its environment
ciscoEnvMonVoltageNotification ! ciscoEnvMon.3.0.2 error power voltage {ciscoEnvMonVoltageStatusDescr|index} is {ciscoEnvMonVoltageState}[ ({ciscoEnvMonVoltageStatusValue} mV)]
ciscoEnvMonTemperatureNotification ! ciscoEnvMon.3.0.3 error temperature temperature {ciscoEnvMonTemperatureStatusDescr|index} is {ciscoEnvMonTemperatureState}[ ({ciscoEnvMonTemperatureStatusValue} C)]
ciscoEnvMonFanNotification ! ciscoEnvMon.3.0.4 error fan fan {ciscoEnvMonFanStatusDescr|index} is {ciscoEnvMonFanState}
ciscoEnvMonRedundantSupplyNotification ! ciscoEnvMon.3.0.5 error power power supply {ciscoEnvMonSupplyStatusDescr|index} is {ciscoEnvMonSupplyState}
ciscoEnvMonVoltStatusChangeNotif ! ciscoEnvMon.3.0.6 warning power voltage {ciscoEnvMonVoltageStatusDescr|index} is {ciscoEnvMonVoltageState}[ ({ciscoEnvMonVoltageStatusValue} mV)]
ciscoEnvMonTempStatusChangeNotif ! ciscoEnvMon.3.0.7 warning temperature temperature {ciscoEnvMonTemperatureStatusDescr|index} is {ciscoEnvMonTemperatureState}[ ({ciscoEnvMonTemperatureStatusValue} C)]
ciscoEnvMonFanStatusChangeNotif ! ciscoEnvMon.3.0.8 warning fan fan {ciscoEnvMonFanStatusDescr|index} is {ciscoEnvMonFanState}
ciscoEnvMonSuppStatusChangeNotif ! ciscoEnvMon.3.0.9 warning power power supply {ciscoEnvMonSupplyStatusDescr|index} is {ciscoEnvMonSupplyState}
clogHistFacility ciscoMgmt.41.1.2.3.1.2 text
clogHistSeverity ciscoMgmt.41.1.2.3.1.3 emergency=1 alert=2 critical=3 error=4 warning=5 notice=6 info=7 debug=8
clogHistMsgName ciscoMgmt.41.1.2.3.1.4 text
clogHistMsgText ciscoMgmt.41.1.2.3.1.5 text
clogHistTimestamp ciscoMgmt.41.1.2.3.1.6
clogMessageGenerated ! ciscoMgmt.41.2.0.1 notice other {clogHistFacility}-{clogHistMsgName}: {clogHistMsgText}
ccmHistoryEventCommandSource ciscoMgmt.43.1.1.6.1.3 commandLine=1 snmp=2
ccmHistoryEventConfigSource ciscoMgmt.43.1.1.6.1.4 erase=1 commandSource=2 running=3 startup=4 local=5 networkTftp=6 networkRcp=7 networkFtp=8 networkScp=9
ccmHistoryEventConfigDestination ciscoMgmt.43.1.1.6.1.5 erase=1 commandSource=2 running=3 startup=4 local=5 networkTftp=6 networkRcp=7 networkFtp=8 networkScp=9
ccmHistoryEventTerminalUser ciscoMgmt.43.1.1.6.1.8 text
ciscoConfigManEvent ! ciscoMgmt.43.2.0.1 notice configuration the configuration was changed[ by {ccmHistoryEventTerminalUser}][: {ccmHistoryEventConfigSource}][ to {ccmHistoryEventConfigDestination}]
ccmCLIRunningConfigChanged ! ciscoMgmt.43.2.0.2 notice configuration the running configuration was changed[ by {ccmHistoryEventTerminalUser}]
stpxInconsistencyUpdate ! ciscoMgmt.82.2.0.1 warning spanning-tree the spanning tree is inconsistent at a port
stpxRootInconsistencyUpdate ! ciscoMgmt.82.2.0.2 warning spanning-tree root guard found a port inconsistent
stpxLoopInconsistencyUpdate ! ciscoMgmt.82.2.0.3 warning spanning-tree loop guard found a port inconsistent
entSensorValue ciscoMgmt.91.1.1.1.1.4
entSensorThresholdValue ciscoMgmt.91.1.2.1.1.4
entSensorThresholdNotification ! ciscoMgmt.91.2.0.1 warning hardware sensor {entPhysicalName|index} shows {entSensorValue}, beyond {entSensorThresholdValue}
cHsrpGrpStandbyState ciscoMgmt.106.1.2.1.1.15 initial=1 learn=2 listen=3 speak=4 standby=5 active=6
cHsrpStateChange ! ciscoMgmt.106.2.0.1 warning neighbour HSRP group {index} is {cHsrpGrpStandbyState}
cpmCPURisingThreshold ! ciscoMgmt.109.2.0.1 warning process the CPU is busier than it should be
cpmCPUFallingThreshold ! ciscoMgmt.109.2.0.2 notice process the CPU is no longer busier than it should be
cefcFRUPowerAdminStatus ciscoMgmt.117.1.1.2.1.1 on=1 off=2 inlineAuto=3 inlineOn=4 powerCycle=5
cefcFRUPowerOperStatus ciscoMgmt.117.1.1.2.1.2 offEnvOther=1 on=2 offAdmin=3 offDenied=4 offEnvPower=5 offEnvTemp=6 offEnvFan=7 failed=8 onButFanFail=9 offCooling=10 offConnectorRating=11 onButInlinePowerFail=12
cefcModuleOperStatus ciscoMgmt.117.1.2.1.1.2 unknown=1 ok=2 disabled=3 okButDiagFailed=4 boot=5 selfTest=6 failed=7 missing=8
cefcFanTrayOperStatus ciscoMgmt.117.1.4.1.1.1 unknown=1 up=2 down=3 warning=4
cefcModuleStatusChange ! ciscoMgmt.117.2.0.1 warning hardware module {entPhysicalName|index} is {cefcModuleOperStatus}
cefcPowerStatusChange ! ciscoMgmt.117.2.0.2 warning power power of {entPhysicalName|index} is {cefcFRUPowerOperStatus}
cefcFRUInserted ! ciscoMgmt.117.2.0.3 notice hardware {entPhysicalName|index} was inserted
cefcFRURemoved ! ciscoMgmt.117.2.0.4 warning hardware {entPhysicalName|index} was removed
cefcUnrecognizedFRU ! ciscoMgmt.117.2.0.5 warning hardware {entPhysicalName|index} is not recognised
cefcFanTrayStatusChange ! ciscoMgmt.117.2.0.6 warning fan fan tray {entPhysicalName|index} is {cefcFanTrayOperStatus}
cikeTunnelStart ! ciscoMgmt.171.2.0.1 notice network an IKE tunnel was set up
cikeTunnelStop ! ciscoMgmt.171.2.0.2 warning network an IKE tunnel ended
cipSecTunnelStart ! ciscoMgmt.171.2.0.7 notice network an IPsec tunnel was set up
cipSecTunnelStop ! ciscoMgmt.171.2.0.8 warning network an IPsec tunnel ended
cpsIfSecureLastMacAddress ciscoMgmt.315.1.2.1.1.10 mac
cpsSecureMacAddrViolation ! ciscoMgmt.315.0.0.1 warning intrusion {cpsIfSecureLastMacAddress} is not allowed at interface {ifName|ifIndex|index}
cEigrpNbrDownEvent ! ciscoMgmt.449.0.1 error neighbour an EIGRP neighbour was lost
cswStackPortChange ! ciscoMgmt.500.0.0.1 warning hardware a port of the stack changed its state
cswStackNewMaster ! ciscoMgmt.500.0.0.2 warning hardware the stack has a new master
cswStackMismatch ! ciscoMgmt.500.0.0.3 error hardware a member of the stack does not fit
cswStackRingRedundant ! ciscoMgmt.500.0.0.4 warning hardware the redundancy of the stack changed
cswStackNewMember ! ciscoMgmt.500.0.0.5 notice hardware the stack has a new member
cswStackMemberRemoved ! ciscoMgmt.500.0.0.6 error hardware a member of the stack is gone

# Juniper
juniper = enterprises.2636
jnxContentsDescr juniper.3.1.8.1.6 text
jnxOperatingDescr juniper.3.1.13.1.5 text
jnxOperatingState juniper.3.1.13.1.6 unknown=1 running=2 ready=3 reset=4 runningAtFullSpeed=5 down=6 standby=7
jnxOperatingTemp juniper.3.1.13.1.7
jnxFruName juniper.3.1.15.1.5 text
jnxFruType juniper.3.1.15.1.6
jnxFruSlot juniper.3.1.15.1.7
jnxCmCfgChgEventUser juniper.3.18.1.7.1.5 text
jnxPowerSupplyFailure ! juniper.4.1.1 critical power power supply {jnxContentsDescr|jnxOperatingDescr|index} failed
jnxFanFailure ! juniper.4.1.2 critical fan fan {jnxContentsDescr|jnxOperatingDescr|index} failed
jnxOverTemperature ! juniper.4.1.3 critical temperature {jnxContentsDescr|jnxOperatingDescr|index} is too hot[ ({jnxOperatingTemp} C)]
jnxRedundancySwitchover ! juniper.4.1.4 warning hardware the redundant part took over
jnxFruRemoval ! juniper.4.1.5 warning hardware {jnxFruName|index} was removed
jnxFruInsertion ! juniper.4.1.6 notice hardware {jnxFruName|index} was inserted
jnxFruPowerOff ! juniper.4.1.7 warning hardware {jnxFruName|index} was powered off
jnxFruPowerOn ! juniper.4.1.8 notice hardware {jnxFruName|index} was powered on
jnxFruFailed ! juniper.4.1.9 error hardware {jnxFruName|index} failed
jnxFruOffline ! juniper.4.1.10 warning hardware {jnxFruName|index} went offline
jnxFruOnline ! juniper.4.1.11 notice hardware {jnxFruName|index} is online
jnxFruCheck ! juniper.4.1.12 warning hardware {jnxFruName|index} has errors
jnxHardDiskFailed ! juniper.4.1.14 error disk a disk failed
jnxHardDiskMissing ! juniper.4.1.15 error disk a disk is missing
jnxPowerSupplyOK ! juniper.4.2.1 notice power power supply {jnxContentsDescr|jnxOperatingDescr|index} works again
jnxFanOK ! juniper.4.2.2 notice fan fan {jnxContentsDescr|jnxOperatingDescr|index} works again
jnxTemperatureOK ! juniper.4.2.3 notice temperature {jnxContentsDescr|jnxOperatingDescr|index} is no longer too hot
jnxFruOK ! juniper.4.2.4 notice hardware {jnxFruName|index} works again
jnxCmCfgChange ! juniper.4.5.0.1 notice configuration the configuration was changed[ by {jnxCmCfgChgEventUser}]
jnxBgpM2Established ! juniper.5.1.1.1.0.1 notice neighbour a BGP neighbour is up
jnxBgpM2BackwardTransition ! juniper.5.1.1.1.0.2 error neighbour a BGP neighbour was lost

# APC PowerNet
apc = enterprises.318
mtrapargsString apc.2.3.3 text
communicationLost ! apc.0.1 error power the UPS no longer answers[: {mtrapargsString}]
upsOverload ! apc.0.2 error power the UPS is overloaded[: {mtrapargsString}]
upsDiagnosticsFailed ! apc.0.3 error power the UPS failed its self-test[: {mtrapargsString}]
upsDischarged ! apc.0.4 error power the battery of the UPS is empty[: {mtrapargsString}]
upsOnBattery ! apc.0.5 critical power the UPS runs on battery[: {mtrapargsString}]
smartBoostOn ! apc.0.6 warning power the UPS raises a low input voltage[: {mtrapargsString}]
lowBattery ! apc.0.7 critical power the battery of the UPS is nearly empty[: {mtrapargsString}]
communicationEstablished ! apc.0.8 notice power the UPS answers again[: {mtrapargsString}]
powerRestored ! apc.0.9 notice power the UPS has power again[: {mtrapargsString}]
upsDiagnosticsPassed ! apc.0.10 info power the UPS passed its self-test[: {mtrapargsString}]
returnFromLowBattery ! apc.0.11 notice power the battery of the UPS is no longer nearly empty[: {mtrapargsString}]
upsTurnedOff ! apc.0.12 critical power the UPS was turned off[: {mtrapargsString}]
upsSleeping ! apc.0.13 warning power the UPS sleeps until there is power[: {mtrapargsString}]
upsWokeUp ! apc.0.14 notice power the UPS woke up[: {mtrapargsString}]
upsRebootStarted ! apc.0.15 warning power the UPS is turning its output off and on[: {mtrapargsString}]
upsBatteryNeedsReplacement ! apc.0.17 error power the battery of the UPS needs to be replaced[: {mtrapargsString}]

# HP ProCurve, HPE servers
hp = enterprises.11
hpicfFfLogFaultType hp.2.14.11.1.7.2.1.4 badDriver=1 badXcvr=2 badCable=3 tooLongCable=4 overBandwidth=5 bcastStorm=6 partition=7 misconfiguredSQE=8 polarityReversal=9 networkLoop=10 lossOfLink=11
hpicfFfLogAction hp.2.14.11.1.7.2.1.5 none=1 warn=2 warnAndDisable=3
hpicfFfLogSeverity hp.2.14.11.1.7.2.1.6
hpicfFfFaultInfoURL hp.2.14.11.1.7.3 text
hpicfFaultFinderTrap ! hp.2.14.12.1.0.5 warning link the switch found a fault at a port: {hpicfFfLogFaultType}
compaq = enterprises.232
cpqHeThermalTempFailed ! compaq.0.6003 critical temperature the server is too hot, and shuts down
cpqHeThermalTempDegraded ! compaq.0.6004 error temperature the server is hotter than it should be
cpqHeThermalTempOk ! compaq.0.6005 notice temperature the server is no longer too hot
cpqHe4FltTolPowerSupplyOk ! compaq.0.6048 notice power a power supply works again
cpqHe4FltTolPowerSupplyDegraded ! compaq.0.6049 warning power a power supply is degraded
cpqHe4FltTolPowerSupplyFailed ! compaq.0.6050 critical power a power supply failed

# Synology
synology = enterprises.6574
synologyModelName synology.1.5.1 text
synologyTemperature synology.1.2
synologyPowerStatus synology.1.3 normal=1 failed=2
synologySystemFanStatus synology.1.4.1 normal=1 failed=2
synologyDiskID synology.2.1.1.2 text
synologyDiskModel synology.2.1.1.3 text
synologyDiskStatus synology.2.1.1.5 normal=1 initialized=2 notInitialized=3 systemPartitionFailed=4 crashed=5
synologyDiskTemperature synology.2.1.1.6
synologyRaidName synology.3.1.1.2 text
synologyRaidStatus synology.3.1.1.3 normal=1 repairing=2 migrating=3 expanding=4 deleting=5 creating=6 raidSyncing=7 raidParityChecking=8 raidAssembling=9 canceling=10 degrade=11 crashed=12

# NetApp
netapp = enterprises.789
productTrapData netapp.1.1.12 text
emergencyTrap ! netapp.0.11 emergency storage {productTrapData}
alertTrap ! netapp.0.12 alert storage {productTrapData}
criticalTrap ! netapp.0.13 critical storage {productTrapData}
errorTrap ! netapp.0.14 error storage {productTrapData}
warningTrap ! netapp.0.15 warning storage {productTrapData}
notificationTrap ! netapp.0.16 notice storage {productTrapData}
informationalTrap ! netapp.0.17 info storage {productTrapData}
diskFailedShutdown ! netapp.0.21 critical disk disks failed, and the filer shuts down[: {productTrapData}]
fanFailureShutdown ! netapp.0.31 critical fan fans failed, and the filer shuts down[: {productTrapData}]
powerSupplyFailureShutdown ! netapp.0.41 critical power power supplies failed, and the filer shuts down[: {productTrapData}]

# Fortinet
fortinet = enterprises.12356
fnSysSerial fortinet.100.1.1.1 text
fgVpnTrapPhase1Name fortinet.101.12.3.2 text
fnTrapCpuThreshold ! fortinet.100.1.3.0.101 warning process the CPU is busier than it should be
fnTrapMemThreshold ! fortinet.100.1.3.0.102 warning memory memory is fuller than it should be
fnTrapLogDiskThreshold ! fortinet.100.1.3.0.103 warning disk the disk of the log is fuller than it should be
fnTrapTempHigh ! fortinet.100.1.3.0.104 error temperature the device is too hot
fnTrapVoltageOutOfRange ! fortinet.100.1.3.0.105 error power a voltage is out of range
fnTrapPowerSupplyFailure ! fortinet.100.1.3.0.106 critical power a power supply failed
fgTrapVpnTunUp ! fortinet.101.2.0.301 notice network VPN tunnel {fgVpnTrapPhase1Name} is up
fgTrapVpnTunDown ! fortinet.101.2.0.302 error network VPN tunnel {fgVpnTrapPhase1Name} is down
fgTrapHaSwitch ! fortinet.101.2.0.401 error hardware the cluster has a new primary
fgTrapHaStateChange ! fortinet.101.2.0.402 warning hardware the cluster changed its state
fgTrapHaHBFail ! fortinet.101.2.0.403 error hardware the heartbeat of the cluster failed
fgTrapHaMemberDown ! fortinet.101.2.0.404 error hardware a member of the cluster is down
fgTrapHaMemberUp ! fortinet.101.2.0.405 notice hardware a member of the cluster is up
fgTrapIpsSignature ! fortinet.101.2.0.503 warning intrusion an attack was seen
fgTrapIpsAnomaly ! fortinet.101.2.0.504 warning intrusion an anomaly was seen
fgTrapAvVirus ! fortinet.101.2.0.601 warning intrusion a virus was found
`;
