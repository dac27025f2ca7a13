@echo off
rem Runs the command line of this package. Needs a JDK 17 or newer, in JAVA_HOME or on the PATH.
setlocal
set "BFT_ROOT=%~dp0.."
set "BFT_JAVA=java"
if defined JAVA_HOME set "BFT_JAVA=%JAVA_HOME%\bin\java.exe"
"%BFT_JAVA%" --version >nul 2>&1
if errorlevel 1 (
    echo bft: no java of version 17 or newer found at '%BFT_JAVA%': install a JDK, or set JAVA_HOME 1>&2
    exit /b 1
)
rem Only a JDK has the vector module; without it the rules run slower.
set "BFT_VECTORS="
"%BFT_JAVA%" --list-modules 2>nul | findstr /b "jdk.incubator.vector" >nul
if not errorlevel 1 set "BFT_VECTORS=--add-modules jdk.incubator.vector"
"%BFT_JAVA%" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:ObjectAlignmentInBytes=64 %BFT_VECTORS% -cp "%BFT_ROOT%\lib\*" bft.experiments.Main %*
exit /b %ERRORLEVEL%
