@certify-server @notification @robustness
Feature: What a server survives

  A server passes over what it does not know or ends the connection. Others do not notice, and whoever lost a connection can come back at once.

  Background:
    Given the kit plays the client
    And these contacts are online:
      | contact | status | client id |
      | Bob     | NLN    | 24        |
    And Alice is online

  Rule: S-ROB-02 A command that does not exist is ignored or ends the connection

    @S-ROB-02 @S-ROB-01
    Example: ZZZ
      When Alice sends what no client should:
        """
        >>> ZZZ <zzz=10>\r\n
        """
      Then Bob still answers
      And the server goes on or closes

  Rule: S-ROB-03 So is a command that only servers send

    @S-ROB-03 @S-ROB-01
    Scenario Outline: A client sends <name>
      When Alice sends what no client should:
        """
        >>> <name> <words>\r\n
        """
      Then Bob still answers
      And the server goes on or closes

      Examples:
        | name | words                                  |
        | ILN  | 10 NLN <bob> Bob 0                     |
        | NLN  | NLN <bob> Bob 0                        |
        | FLN  | <bob>                                  |
        | BPR  | 10 <bob> PHH 1                         |
        | RNG  | 11752013 127.0.0.1:1863 CKI 1 <bob> Bob |
        | ACK  | 10                                     |

  Rule: S-ROB-04 Lines that end in LF alone may be taken

    @S-ROB-01 @S-ROB-04
    Example: CHG ends in LF
      When Alice sends what no client should:
        """
        >>> CHG <chg=10> BSY 0\n
            PNG\r\n
        """
      Then Bob still answers
      And the server goes on or closes

  Rule: S-ROB-05 A transaction id is a number of 32 bits

    @S-ROB-01 @S-ROB-05
    Example: A word for a transaction id
      When Alice sends what no client should:
        """
        >>> CHG one BSY 0\r\n
        """
      Then Bob still answers
      And the server goes on or closes

    @S-ROB-01 @S-ROB-05
    Example: A transaction id of 33 bits
      When Alice sends what no client should:
        """
        >>> CHG 4294967296 BSY 0\r\n
        """
      Then Bob still answers
      And the server goes on or closes

  Rule: S-ROB-08 A command without its words does not succeed

    @S-ROB-08 @S-ROB-01
    Scenario Outline: <name> lacks words
      When Alice sends what no client should:
        """
        >>> <name> <less=10><words>\r\n
        """
      Then Bob still answers
      And the server goes on or closes

      Examples:
        | name | words |
        | ADD  |       |
        | SYN  |       |
        | CHG  |       |
        | REM  | \x20AL |

  Rule: S-ROB-10 Who loses the connection can sign in again at once

    @S-ROB-10
    Scenario Outline: The connection ends with a <how> in the middle of a line
      When Alice sends:
        """
        >>> CHG <chg=10> BS
        >>> (<how>)
        """
      Then Alice can sign in again

      Examples:
        | how   |
        | close |
        | reset |

    @S-ROB-10
    Example: The connection is reset in the middle of a payload
      When Alice sends:
        """
        >>> QRY <qry=10> msmsgs@msnmsgr.com 32\r\n
            d0c1178c
        >>> (reset)
        """
      Then Alice can sign in again
